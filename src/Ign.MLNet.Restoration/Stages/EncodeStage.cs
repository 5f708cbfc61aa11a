using System.Globalization;
using System.Security.Cryptography;

namespace Ign.MLNet.Restoration;

/// <summary>Judges a projection, encodes it and puts it in place. May be used by several threads at once.</summary>
internal sealed class EncodeStage(RunSetup run)
{
    private readonly RestorationOptions _options = run.Options;

    /// <summary>Does the work.</summary>
    /// <exception cref="ImageFileException">The result must not or cannot be written.</exception>
    /// <exception cref="IOException">The disk is full, or the file cannot be replaced.</exception>
    internal RestorationItem Work(WorkItem item)
    {
        if (item.NotFinite) throw new ImageFileException("became NaN or infinity in the model.");
        var quality = item.Quality = Quality(item);
        string? beyond = Beyond(quality);
        if (beyond is not null && _options.Beyond == BeyondLimit.Fail) throw new ImageFileException($"{beyond}.");
        byte[] result = [];
        string output = OutputName.Of(item.File.Path, _options.Format);
        RestorationItem done = null!;
        WorkItem.Timed(time => item.Encoding += time, () => result = Encode(item, copy: beyond is not null, reformat: _options.Format is not null && item.Image!.Format != _options.Format));
        run.Output.Write(output, result, stamp =>
        {
            done = item.Item(RestorationOutcome.Done, beyond is null ? null : $"copied: {beyond}") with
            {
                Output = output,
                OutputBytes = result.Length,
                OutputHash = Convert.ToHexStringLower(SHA256.HashData(result)),
                Copied = beyond is not null,
            };
            run.Record(new JournalEntry(run.Key.Result, output, item.InputTime, done, item.Replaces, stamp?.Time));
        });
        return done;
    }

    private byte[] Encode(WorkItem item, bool copy, bool reformat)
    {
        if (copy && !reformat) return item.Bytes!;
        return item.Image!.Encode(copy ? null : item.Pieces!.Result(), _options.Model.Card, _options.Format, _options.Quality);
    }

    private RestorationQuality Quality(WorkItem item)
    {
        double pieces = item.Pieces!.Count, values = pieces * _options.Model.Shape.Size;
        return new RestorationQuality(
            Math.Sqrt(item.SquaredDisplacement / pieces),
            _options.MeasureResidual || _options.MaxResidual is not null ? item.AbsoluteResidual / values : null);
    }

    private string? Beyond(RestorationQuality quality)
    {
        // Turned around, so that what is no number is beyond every limit.
        if (_options.MaxDisplacement is { } displacement && !(quality.Displacement <= displacement)) return Words("displacement", quality.Displacement, displacement);
        return _options.MaxResidual is { } residual && !(quality.Residual <= residual) ? Words("residual", quality.Residual ?? double.NaN, residual) : null;
    }

    private static string Words(string name, double value, double limit) => string.Create(CultureInfo.InvariantCulture, $"its {name} of {value:G4} is above {limit:G4}");
}
