using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Ign.MLNet.Evaluation;

/// <summary>What <see cref="PhotoProtocol"/> measured.</summary>
public sealed record PhotoReport
{
    /// <summary>Name of the model.</summary>
    public required string Model { get; init; }

    /// <summary>SHA-256 of its content.</summary>
    public required string ModelSha256 { get; init; }

    /// <summary>Name of the folder.</summary>
    public required string Data { get; init; }

    /// <summary>Number of photographs.</summary>
    public required int Photographs { get; init; }

    /// <summary>Seed of noise.</summary>
    public required ulong Seed { get; init; }

    /// <summary>Damage by damage, the clean photographs last.</summary>
    public required IReadOnlyList<PhotoRow> Rows { get; init; }

    /// <summary>
    /// Largest difference between a tile and the same part of the whole photograph, in levels of 255; null where none is large enough to tell.
    /// </summary>
    public double? TileDifference { get; init; }

    /// <summary>Crops of the first photographs at 1:1.</summary>
    [JsonIgnore]
    public IReadOnlyList<PictureStrip> Pictures { get; init; } = [];

    /// <summary>The report as JSON, without the pictures; infinite figures are <c>"Infinity"</c>.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, EvaluationReport.Json) + "\n";

    /// <summary>The report as tables.</summary>
    public IReadOnlyList<FigureTable> Tables() => [.. AllTables().Select(t => t.WithoutEmptyColumns())];

    private FigureTable[] AllTables()
    {
        string tiles = TileDifference is { } t ? $" A tile differs from the whole photograph by at most {Text(t, "0.000")} levels." : "";
        return
        [
            new FigureTable("Restoration",
                $"{Photographs} photographs, seed {Seed}; means. PSNR in dB over red, green and blue, Y for luminance. Noise is not cut to the range of files, but where a row says 8 bits.",
                ["damage", "damaged", "restored", "worst", "median 3×3", "non-local means", "Y damaged", "Y restored", "SSIM damaged", "SSIM restored"],
                [.. Rows.Select(r => (string[])
                [
                    r.Damage, Text(r.Damaged, "0.00"), Text(r.Restored, "0.00"), Text(r.WorstRestored, "0.00"), Text(r.Median, "0.00"),
                    Text(r.NonLocalMeans, "0.00"), Text(r.DamagedLuminance, "0.00"), Text(r.RestoredLuminance, "0.00"), Text(r.DamagedSsim, "0.0000"),
                    Text(r.RestoredSsim, "0.0000"),
                ])], 1),
            new FigureTable("Idempotence and tones",
                $"Changed: share of 8-bit values that f, and then a second run over its stored result, changes. Loss: dB that five applications lose against one. Tone error: root mean square of the errors of block means, in levels of 255.{tiles}",
                ["damage", "changed", "changed by a second run", "f(f(y)) to f(y), dB", "loss", "tone error, 16 × 16", "64 × 64"],
                [.. Rows.Select(r => (string[])
                [
                    r.Damage, Text(100 * r.Changed, "0.0 '%'"), Text(100 * r.SecondChanged, "0.00 '%'"), Text(r.SecondPsnr, "0.0"),
                    Text(Math.Round(r.FifthLoss, 2) + 0, "0.00"), Text(r.Tone16, "0.000"), Text(r.Tone64, "0.000"),
                ])], 1),
        ];
    }

    private static string Text(double? value, string format) => value switch
    {
        null => "",
        double.PositiveInfinity => "∞",
        { } number => number.ToString(format, CultureInfo.InvariantCulture),
    };
}
