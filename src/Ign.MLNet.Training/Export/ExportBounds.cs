using System.Globalization;
using Ign.MLNet.Networks;

namespace Ign.MLNet.Training;

/// <summary>How far an exported file may be from the network that it came from.</summary>
/// <param name="Largest">Largest difference of a value, in a value range of [-1, 1]; one level of 8-bit pixels is 2/255.</param>
/// <param name="Psnr">Smallest peak signal-to-noise ratio over all images, in dB; negative infinity where <paramref name="Largest"/> says enough.</param>
public sealed record ExportBounds(double Largest, double Psnr)
{
    /// <summary>
    /// Largest difference of the TorchSharp module from the double-precision reference, for each application. It is there to find two interpretations of a
    /// network that differ, not rounding: TorchSharp computes in 32 bits as well, in another order.
    /// </summary>
    public const double Torch = 1e-4;

    private const double Level = 2.0 / byte.MaxValue;

    /// <summary>The bounds of a form. An application of the network may add as much again as the first one.</summary>
    /// <param name="form">How the file is written.</param>
    public static ExportBounds Of(OnnxForm form)
    {
        ArgumentNullException.ThrowIfNull(form);
        var (largest, psnr) = form.Precision switch
        {
            WeightPrecision.Float32 => (1e-5, double.NegativeInfinity),
            WeightPrecision.Float16 => (0.02, 50),
            // Single pixels can be far off while the picture is close.
            WeightPrecision.Int8 => (0.5, 35),
            _ => (0.5, 30),
        };
        // A value halfway between two levels may be rounded either way.
        double rounding = form.Elements == ImageElements.Float ? 0 : Level;
        return new ExportBounds(Math.Min(largest * form.Applications + rounding, 2), psnr - 20 * Math.Log10(form.Applications));
    }

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
