namespace Ign.MLNet.Evaluation;

/// <summary>How a model treats photographs of one damage: means over the photographs. PSNR in dB over red, green and blue unless stated otherwise.</summary>
/// <param name="Damage">Name of the damage.</param>
public sealed record PhotoRow(string Damage)
{
    internal const string Clean = "clean";

    /// <summary>PSNR of the damaged photographs; infinite for clean ones.</summary>
    public double Damaged { get; init; }

    /// <summary>PSNR of the restored ones.</summary>
    public double Restored { get; init; }

    /// <summary>The smallest PSNR of a restored photograph.</summary>
    public double WorstRestored { get; init; }

    /// <summary>PSNR of the luminance of the damaged ones.</summary>
    public double DamagedLuminance { get; init; }

    /// <summary>PSNR of the luminance of the restored ones.</summary>
    public double RestoredLuminance { get; init; }

    /// <summary>Structural similarity of the damaged ones, at most 1.</summary>
    public double DamagedSsim { get; init; }

    /// <summary>Structural similarity of the restored ones.</summary>
    public double RestoredSsim { get; init; }

    /// <summary>Share of 8-bit values that f changes, 0 to 1.</summary>
    public double Changed { get; init; }

    /// <summary>PSNR of f(f(y)) against f(y).</summary>
    public double SecondPsnr { get; init; }

    /// <summary>Share of 8-bit values of a stored result that a second run changes, 0 to 1.</summary>
    public double SecondChanged { get; init; }

    /// <summary>By how many dB five applications are farther from the clean photograph than one.</summary>
    public double FifthLoss { get; init; }

    /// <summary>Root mean square of the errors of means over 16 × 16 pixels, in levels of 255.</summary>
    public double Tone16 { get; init; }

    /// <summary>The same over 64 × 64 pixels.</summary>
    public double Tone64 { get; init; }

    /// <summary>PSNR of a median of 3 × 3 pixels; null where it was not measured.</summary>
    public double? Median { get; init; }

    /// <summary>PSNR of non-local means; null where it was not measured.</summary>
    public double? NonLocalMeans { get; init; }

    internal static PhotoRow Mean(string damage, IReadOnlyList<PhotoRow> rows)
    {
        double Of(Func<PhotoRow, double> figure) => rows.Average(figure);
        return new PhotoRow(damage)
        {
            Damaged = Of(r => r.Damaged),
            Restored = Of(r => r.Restored),
            WorstRestored = rows.Min(r => r.Restored),
            DamagedLuminance = Of(r => r.DamagedLuminance),
            RestoredLuminance = Of(r => r.RestoredLuminance),
            DamagedSsim = Of(r => r.DamagedSsim),
            RestoredSsim = Of(r => r.RestoredSsim),
            Changed = Of(r => r.Changed),
            SecondPsnr = Of(r => r.SecondPsnr),
            SecondChanged = Of(r => r.SecondChanged),
            FifthLoss = Of(r => r.FifthLoss),
            Tone16 = Of(r => r.Tone16),
            Tone64 = Of(r => r.Tone64),
            Median = rows.Average(r => r.Median),
            NonLocalMeans = rows.Average(r => r.NonLocalMeans),
        };
    }
}
