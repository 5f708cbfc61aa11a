namespace Ign.MLNet.Imaging;

/// <summary>Pixels for a length.</summary>
/// <param name="X">Along a row.</param>
/// <param name="Y">Along a column.</param>
/// <param name="Unit">The length; without one, the two numbers are the shape of a pixel.</param>
internal readonly record struct Resolution(double X, double Y, ResolutionUnit Unit)
{
    private const double CmInInch = 2.54;

    /// <summary>The same for a centimetre; without a unit, unchanged.</summary>
    internal Resolution InCm() => Unit == ResolutionUnit.Inch ? new Resolution(X / CmInInch, Y / CmInInch, ResolutionUnit.Cm) : this;
}
