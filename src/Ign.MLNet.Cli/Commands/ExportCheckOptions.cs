using System.CommandLine;
using Ign.MLNet.Evaluation;
using Ign.MLNet.Networks;

namespace Ign.MLNet.Cli;

/// <summary>The options of <c>ign export</c> that say what the file is checked on.</summary>
internal sealed class ExportCheckOptions
{
    private const int CalibrationImages = 16;

    private readonly Option<string?> _data = new("--check-data")
    {
        Description = "Images to check on: an IDX file, a folder of IDX files or a folder of images. Without it the pictures are invented.",
        HelpName = "path",
    };

    private readonly Option<string?> _reference = new("--reference")
    {
        Description = "Also write the images of the check with f and f∘f of each, in double precision rounded to floats, as safetensors: test vectors for other runtimes.",
        HelpName = "file.safetensors",
    };

    private readonly Option<bool> _skip = new("--no-check") { Description = "Only write the file: loads no native library." };

    internal IEnumerable<Option> All => [_data, _reference, _skip];

    /// <summary>The file for test vectors, or null.</summary>
    internal string? ReferenceOf(ParseResult parsed) => parsed.GetValue(_reference);

    /// <returns>What to check; null for nothing.</returns>
    /// <exception cref="UsageException">The options contradict each other, or the images do not fit the network.</exception>
    internal ExportChecks? Read(ParseResult parsed, IgnModelCard card, CancellationToken cancellation)
    {
        string? data = parsed.GetValue(_data), reference = parsed.GetValue(_reference);
        if (parsed.GetValue(_skip))
        {
            if (data is not null || reference is not null) throw new UsageException("--no-check: cannot be combined with --check-data or --reference.");
            return null;
        }
        if (data is null) return new ExportChecks(CheckImages.For(card), null, [], reference);
        var pictures = TrainData.Read(data, card.ImageShape, cancellation, "--check-data");
        int needed = CheckImages.Needed(card.Shape);
        if (pictures.Shape != card.ImageShape || pictures.Count < needed)
            throw new UsageException($"--check-data: expected at least {needed} images of {card.ImageShape}, got {pictures.Count:N0} of {pictures.Shape}.");
        var images = CheckImages.For(card, pictures);
        // Ranges are measured on other images than those that they are judged on, as far as there are some.
        int rest = Math.Min(CalibrationImages / 2, pictures.Count - needed);
        return new ExportChecks(images, pictures.Take(needed), [.. rest > 0 ? CheckImages.For(card, pictures.Skip(needed), 2 * rest) : images, .. Ends(card)],
            reference);
    }

    /// <summary>
    /// Black and white: hardly a photograph is so dark or bright as a whole, but parts of many are, and ranges that cut these off would shift their tone.
    /// </summary>
    private static IEnumerable<float[]> Ends(IgnModelCard card)
    {
        if (card.Classes > 0) yield break;
        foreach (float value in (float[])[card.Minimum, card.Maximum]) yield return [.. Enumerable.Repeat(value, card.Shape.Size)];
    }
}
