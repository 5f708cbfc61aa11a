using System.Globalization;
using Ign.MLNet.Networks;

namespace Ign.MLNet;

/// <summary>How far an exported file may be from the network that it came from.</summary>
/// <param name="Largest">Largest difference of a value, in a value range of [-1, 1]; one level of 8-bit pixels is 2/255.</param>
/// <param name="Psnr">Smallest peak signal-to-noise ratio over all images, in dB; negative infinity where <paramref name="Largest"/> says enough.</param>
public sealed record ExportBounds(double Largest, double Psnr)
{
    private const double Float = 1e-5, Interpretation = 1e-4;

    /// <summary>Runtimes sum in orders of their own: what rounding does to one of them can be several times what it does to another.</summary>
    private const double Orders = 4;

    /// <summary>Beyond that, nothing tells rounding from a wrong network.</summary>
    private const double MostRounding = 1e-2;

    private const double Level = 2.0 / byte.MaxValue;

    /// <summary>The bounds of a form. An application of the network may add as much again as the first one.</summary>
    /// <param name="form">How the file is written.</param>
    /// <param name="rounding">
    /// How far 32-bit arithmetic itself is from the network (<see cref="ExportCheck.Rounding"/>): a file of 32-bit kernels may be four times as far, or 1e-5
    /// for each application if that is more. 0 for the latter alone.
    /// </param>
    public static ExportBounds Of(OnnxForm form, double rounding = 0)
    {
        ArgumentNullException.ThrowIfNull(form);
        var (largest, psnr) = form.Precision switch
        {
            WeightPrecision.Float32 => (Float, double.NegativeInfinity),
            WeightPrecision.Float16 => (0.02, 50),
            // Single pixels can be far off while the picture is close.
            WeightPrecision.Int8 => (0.5, 35),
            _ => (0.5, 30),
        };
        // A value halfway between two levels may be rounded either way.
        double levels = form.Elements == ImageElements.Float ? 0 : Level;
        double values = form.Precision == WeightPrecision.Float32 ? WithRounding(largest * form.Applications, rounding) : largest * form.Applications;
        return new ExportBounds(Math.Min(values + levels, 2), psnr - 20 * Math.Log10(form.Applications));
    }

    /// <summary>
    /// The bounds of another interpretation of the network itself, which computes in 32 bits as well, in another order. They are there to find two
    /// interpretations that differ, not rounding.
    /// </summary>
    /// <inheritdoc cref="Of" path="/param"/>
    public static ExportBounds OfInterpretation(OnnxForm form, double rounding = 0)
    {
        ArgumentNullException.ThrowIfNull(form);
        return new ExportBounds(WithRounding(Interpretation * form.Applications, rounding), double.NegativeInfinity);
    }

    private static double WithRounding(double least, double rounding) => Math.Max(least, Math.Min(Orders * rounding, MostRounding));

    /// <summary>Whether a difference is within the bounds. NaN is not.</summary>
    public bool Hold(ExportDifference difference)
    {
        ArgumentNullException.ThrowIfNull(difference);
        return difference.Largest <= Largest && difference.Psnr >= Psnr;
    }

    /// <summary>The bounds as words.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"max |Δ| at most {Largest:0.#e+0}") +
        (double.IsFinite(Psnr) ? string.Create(CultureInfo.InvariantCulture, $", PSNR at least {Psnr:0.#} dB") : "");
}
