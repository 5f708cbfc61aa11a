using Microsoft.ML;
using Microsoft.ML.Data;

namespace Ign.MLNet;

/// <summary>
/// Keeps the pixels of images, not the images: those belong to the source, and ML.NET's own stages dispose each when they make the next. Every
/// read makes a new image, which belongs to the reader.
/// </summary>
internal sealed class BufferedImage : BufferedColumn
{
    private readonly ValueGetter<MLImage> _source;
    private readonly Slot[] _slots;
    private MLImage _current = null!;

    internal BufferedImage(DataViewRow source, DataViewSchema.Column column, int capacity)
    {
        _source = source.GetGetter<MLImage>(column);
        _slots = new Slot[capacity];
    }

    private protected override void TakeValue(int index)
    {
        ref var slot = ref _slots[index];
        _source(ref _current);
        slot.Length = _current?.Pixels.Length ?? 0;
        if (_current is null) return;
        if (slot.Pixels is null || slot.Pixels.Length < slot.Length) slot.Pixels = new byte[slot.Length];
        _current.Pixels.CopyTo(slot.Pixels);
        (slot.Width, slot.Height, slot.Format, slot.Tag) = (_current.Width, _current.Height, _current.PixelFormat, _current.Tag);
    }

    internal override Delegate Getter(Func<int> current) => (ValueGetter<MLImage>)((ref MLImage value) => value = _slots[Checked(current())].Image()!);

    private struct Slot
    {
        internal byte[]? Pixels;
        internal int Length, Width, Height;
        internal MLPixelFormat Format;
        internal string? Tag;

        internal readonly MLImage? Image()
        {
            if (Length == 0) return null;
            var image = MLImage.CreateFromPixels(Width, Height, Format, Pixels.AsSpan(0, Length));
            if (Tag is not null) image.Tag = Tag;
            return image;
        }
    }
}
