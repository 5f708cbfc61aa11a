using Ign.MLNet.Evaluation;
using Microsoft.ML;
using Microsoft.ML.Data;
using static System.FormattableString;

namespace Ign.MLNet.Training;

/// <summary>Reads the images of a column into memory, once.</summary>
internal sealed class ColumnReader(TrainingColumn column, IgnTrainerOptions options, Action<string> warn)
{
    /// <summary>Rows whose images were read, in their order; the others lack theirs.</summary>
    internal List<long> Rows { get; } = [];

    /// <exception cref="ArgumentOutOfRangeException">Values are far outside of the stated range.</exception>
    /// <exception cref="InvalidOperationException">There are more images than the memory limit allows, or a row breaks the schema.</exception>
    internal ITrainingImages Read(IDataView data)
    {
        if (data.GetRowCount() is { } rows) CheckMemory(rows);
        using var cursor = data.GetRowCursor([column.Column]);
        if (column.IsByte) return Read<byte>(cursor, PixelRange.ToUnit, static (_, _) => true);
        var range = new ValueRange(column.Name, options.Minimum, options.Maximum);
        var images = Read<float>(cursor, static (stored, image) => stored.CopyTo(image), range.ToUnit);
        foreach (string oddity in range.Oddities(images.Count)) warn(oddity);
        return images;
    }

    /// <param name="cursor">The rows.</param>
    /// <param name="convert">Makes floats in [-1, 1] of stored values.</param>
    /// <param name="accept">Prepares the values of a row in place; false where it is to be left out.</param>
    private ImagePages<T> Read<T>(DataViewRowCursor cursor, Action<ReadOnlySpan<T>, Span<float>> convert, Func<Span<T>, long, bool> accept)
    {
        var images = new ImagePages<T>(column.Shape, convert);
        var getter = cursor.GetGetter<VBuffer<T>>(column.Column);
        VBuffer<T> vector = default;
        while (MoveNext(cursor, images.Count))
        {
            getter(ref vector);
            CheckLength(vector.Length);
            var image = images.Next();
            vector.CopyTo(image);
            if (!accept(image, cursor.Position)) continue;
            images.Accept();
            Rows.Add(cursor.Position);
        }
        return images;
    }

    private bool MoveNext(DataViewRowCursor cursor, int images)
    {
        options.CancellationToken.ThrowIfCancellationRequested();
        if (!cursor.MoveNext()) return false;
        CheckMemory(images + 1L);
        return true;
    }

    private void CheckMemory(long images)
    {
        long bytes = (long)column.Shape.Size * (column.IsByte ? sizeof(byte) : sizeof(float));
        if (images <= Math.Min(options.MemoryLimit / bytes, Array.MaxLength)) return;
        throw new InvalidOperationException(Invariant(
            $"Column '{column.Name}' holds more images than fit: {options.MemoryLimit / bytes:N0} of {column.Shape} take {options.MemoryLimit:N0} bytes. ") +
            $"Train on fewer rows (mlContext.Data.TakeRows), or raise {nameof(IgnTrainerOptions)}.{nameof(IgnTrainerOptions.MemoryLimit)}.");
    }

    private void CheckLength(int found)
    {
        if (found != column.Shape.Size)
            throw new InvalidOperationException($"Column '{column.Name}': expected a vector of {column.Shape.Size} values, got one of {found}.");
    }
}
