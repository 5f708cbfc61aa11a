using System.CommandLine;
using Ign.MLNet.Networks;
using Ign.MLNet.Training;

namespace Ign.MLNet.Cli;

/// <summary>The options of <c>ign train</c> for photographs, which are trained on crop by crop.</summary>
internal sealed class PhotoSettings
{
    private static readonly CropOptions s_standard = new();

    private readonly Option<int?> _patch = ValueOption.Of<int?>("--patch",
        $"Trains on crops of so many pixels a side, drawn from the photographs of --data at their full resolution, a multiple of {PhotoUNet.Multiple}: 96 proved good. The model then takes images of any size.",
        "pixels");
    private readonly Option<string?> _damaged = PathOption.OptionalFolder("--damaged",
        "Damaged versions of the photographs of --data: same relative paths and sizes. Without it, damage is drawn.", "folder");
    private readonly Option<int?> _shrink = ValueOption.Of<int?>("--shrink",
        "Makes each square of so many pixels one before crops are drawn, so that traces of JPEG vanish. Default: 1.", "factor");
    private readonly Option<double?> _detail = ValueOption.Of<double?>("--detail",
        $"Crops with less detail are taken less often: mean absolute Laplacian in 8-bit levels, 0 to take all alike. Default: {s_standard.Detail}.", "levels");
    private readonly Option<int?> _blocks = ValueOption.Of<int?>("--blocks",
        "Residual blocks on each side of a resolution of the network for photographs. Default: 2.", "number");
    private readonly Option<bool> _skip = new("--skip-broken")
    {
        Description = "Leaves out photographs that cannot be read, are smaller than a crop or have no partner, instead of refusing them.",
    };

    internal IEnumerable<Option> Options => [_patch, _damaged, _shrink, _detail, _blocks, _skip];

    /// <summary>Whether crops of photographs are trained on.</summary>
    /// <exception cref="UsageException">An option for photographs came without --patch.</exception>
    internal bool AreMeant(ParseResult parsed, TrainingOptions? stored)
    {
        if (parsed.GetValue(_patch) is not null || stored?.Crops is not null) return true;
        string? idle = parsed.GetValue(_damaged) is not null ? _damaged.Name : parsed.GetValue(_shrink) is not null ? _shrink.Name
            : parsed.GetValue(_detail) is not null ? _detail.Name : parsed.GetValue(_blocks) is not null
                ? _blocks.Name
                : parsed.GetValue(_skip) ? _skip.Name : null;
        return idle is null
            ? false
            : throw new UsageException($"{idle}: only for photographs, which are trained on crop by crop; add --patch, for example --patch 96.");
    }

    /// <summary>Whether damaged versions are given, so that none are drawn.</summary>
    internal bool HasPairs(ParseResult parsed) => parsed.GetValue(_damaged) is not null;

    /// <summary>Whether the depth of the network was asked for.</summary>
    internal bool HasBlocks(ParseResult parsed) => parsed.GetValue(_blocks) is not null;

    /// <summary>Shape of a crop.</summary>
    /// <exception cref="UsageException">The size is none that the network takes.</exception>
    internal TensorShape Shape(ParseResult parsed, TrainingOptions? stored)
    {
        if (parsed.GetValue(_patch) is not { } side) return stored!.Network.ImageShape;
        if (side < 2 * PhotoUNet.Multiple || side > 1024 || side % PhotoUNet.Multiple != 0)
            throw new UsageException($"--patch: expected a multiple of {PhotoUNet.Multiple} from {2 * PhotoUNet.Multiple} to 1024, got {side}.");
        return new TensorShape(3, side, side);
    }

    /// <summary>The standard options for photographs.</summary>
    internal TrainingOptions Standard(ParseResult parsed, int? width, int? deepWidth, TrainingOptions? stored)
    {
        try
        {
            bool newNetwork = stored is null || parsed.GetValue(_patch) is not null || parsed.GetValue(_blocks) is not null || width is not null
                || deepWidth is not null;
            var network = newNetwork
                ? PhotoUNet.For(Shape(parsed, stored), width ?? PhotoUNet.StandardWidth, parsed.GetValue(_blocks) ?? 2, deepWidth)
                : stored!.Network;
            var options = stored is null ? TrainingOptions.RestoringPhotos(network) : stored with { Network = network };
            var crops = options.Crops ?? s_standard;
            if (parsed.GetValue(_damaged) is not null) options = options with { Damage = null }; // it is given, not drawn
            return options with { Crops = crops with { Shrink = parsed.GetValue(_shrink) ?? crops.Shrink, Detail = parsed.GetValue(_detail) ?? crops.Detail } };
        }
        catch (SpecException e)
        {
            throw new UsageException($"--width, --deep-width, --blocks: {e.Message}");
        }
    }

    /// <summary>What is trained on, in a few words.</summary>
    internal static string Describe(TrainingPhotos photos, TrainingOptions options)
    {
        var crop = options.Network.ImageShape;
        string last = options.Crops?.Final is { } final ? $", in the last {final.Share:P0} of {crop with { Height = final.Side, Width = final.Side }}" : "";
        return $"{photos.Count:N0} photographs, {photos.Pixels / 1e6:N0} megapixels, in crops of {crop}{last}";
    }

    /// <summary>Decodes the photographs, or opens what was decoded before.</summary>
    /// <exception cref="UsageException">They are no folder, or cannot be used.</exception>
    internal TrainingPhotos Open(ParseResult parsed, string folder, string cache, TrainingOptions options, IProgress<int> progress,
        CancellationToken cancellation)
    {
        if (!Directory.Exists(folder)) throw new UsageException($"--data: '{folder}' is no folder; --patch takes crops of a folder of photographs.");
        try
        {
            int largest = options.Crops!.Final?.Side ?? options.Network.ImageShape.Width;
            return TrainingPhotos.Open(folder, cache, parsed.GetValue(_damaged), options.Crops.Shrink, largest, parsed.GetValue(_skip), options.Threads,
                progress, cancellation);
        }
        catch (InvalidDataException e)
        {
            string hint = parsed.GetValue(_skip) ? "" : " --skip-broken leaves such files out.";
            throw new UsageException($"--data: {e.Message}{(e.Message.Contains("size", StringComparison.Ordinal) || e.Message.Contains("holds no", StringComparison.Ordinal) ? "" : hint)}");
        }
    }
}
