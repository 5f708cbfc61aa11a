using System.Globalization;
using System.Security.Cryptography;
using Ign.MLNet.Imaging;

namespace Ign.MLNet.Restoration;

/// <summary>Judges a projection, encodes it and puts it in place. May be used by several threads at once.</summary>
internal sealed class EncodeStage(RunSetup run)
{
    private readonly RestorationOptions _options = run.Options;

    /// <summary>Does the work for an image that the caller has, and keeps.</summary>
    /// <returns>How it ended.</returns>
    /// <exception cref="RestorationStoppedException">The run cannot go on.</exception>
    internal StageEnd Encode(ProjectedItem item)
    {
        var clock = new WorkClock(run.Time);
        TimeSpan? encoding = null;
        var (read, quality) = (item.Decoded.Read, item.Projection.IsFinite ? Quality(item) : null);
        try
        {
            if (quality is null) throw new ImageFileException("became NaN or infinity in the model.");
            if (_options.Beyond == BeyondLimit.Fail && Beyond(quality) is { } beyond) throw new ImageFileException($"{beyond}.");
            string? copy = Copy(item.Projection, quality, out bool clean);
            string output = OutputName.Of(read.File.Path, _options.Format);
            byte[] result = Bytes(item.Decoded, copy is not null);
            IReadOnlyList<string> notCarried = copy is not null && !Reformats(item.Decoded) ? [] : item.Decoded.Image.NotCarried;
            if (_options.StrictMetadata && notCarried.Count > 0)
                throw new ImageFileException($"has metadata that its result cannot carry: {string.Join("; ", notCarried)}.");
            encoding = clock.Elapsed; // writing is not counted: the line is on disk before the file has its name
            string reason = string.Join("; ", ((string?[])[copy, item.Decoded.Image.Note]).OfType<string>());
            var done = Line(RestorationOutcome.Done, reason.Length > 0 ? reason : null) with
            {
                Output = output,
                OutputBytes = result.Length,
                OutputHash = Convert.ToHexStringLower(SHA256.HashData(result)),
                Copied = copy is not null && !clean,
                Clean = clean,
                NotCarried = notCarried.Count > 0 ? notCarried : null,
            };
            run.Output.Write(output, result, _options.KeepTimes ? read.Stamp : null, stamp =>
                run.Record(new JournalEntry(run.Key.Result, output, read.Time, done, read.Replaces, stamp?.Time)));
            return new StageEnd(done);
        }
        catch (Exception e) when (ItemFailure.Is(e))
        {
            return run.Failed(read, Line(RestorationOutcome.Failed, null), e);
        }

        RestorationItem Line(RestorationOutcome outcome, string? reason) =>
            DecodeStage.Seen(read.Line(outcome, reason, new RestorationTimes(item.Decoded.Decoding, item.Projection.Inferring, encoding ?? clock.Elapsed)),
                item.Decoded.Image) with
            {
                Tiles = item.Decoded.Pieces.Count,
                Quality = quality,
            };
    }

    private byte[] Bytes(DecodedItem item, bool copy)
    {
        if (copy && !Reformats(item)) return item.Content;
        return item.Image.Encode(copy ? null : item.Pieces.Result(), _options.Model.Card, OutputName.Format(item.Read.File.Path, _options.Format),
            _options.Quality);
    }

    private bool Reformats(DecodedItem item) =>
        !ImageFormats.IsWritten(item.Image.Format) || (OutputName.Format(item.Read.File.Path, _options.Format) is { } format && item.Image.Format != format);

    private RestorationQuality Quality(ProjectedItem item)
    {
        // That of a piece of the model's size, whatever the size of the image, so that a limit says the same for all.
        bool measured = _options.MeasureResidual || _options.MaxResidual is not null;
        double values = item.Projection.Values, pieces = values / _options.Model.Shape.Size;
        return new RestorationQuality(
            Math.Sqrt(item.Projection.SquaredDisplacement / pieces),
            measured ? item.Projection.AbsoluteResidual / values : null,
            measured ? item.Projection.Changed / values : null);
    }

    /// <summary>Why the input is the result; null where it is not.</summary>
    private string? Copy(Projection projection, RestorationQuality quality, out bool clean)
    {
        var card = _options.Model.Card;
        clean = false;
        if (_options.Strength == 0) return "copied: the strength is 0";
        if (Beyond(quality) is { } beyond) return $"copied: {beyond}";
        // What all of f would change counts, not what the strength leaves of it.
        double levels = Math.Sqrt(projection.LargestBlock) * byte.MaxValue / (card.Maximum - card.Minimum);
        clean = levels < _options.CleanBelow * _options.Strength;
        return clean ? "clean, left alone" : null;
    }

    private string? Beyond(RestorationQuality quality)
    {
        // Turned around, so that what is no number is beyond every limit.
        if (_options.MaxDisplacement is { } displacement && !(quality.Displacement <= displacement))
            return Words("displacement", quality.Displacement, displacement);
        return _options.MaxResidual is { } residual && !(quality.Residual <= residual) ? Words("residual", quality.Residual ?? double.NaN, residual) : null;
    }

    private static string Words(string name, double value, double limit) =>
        string.Create(CultureInfo.InvariantCulture, $"its {name} of {value:G4} is above {limit:G4}");
}
