namespace Ign.MLNet.Imaging;

/// <summary>What the band after the colours of a TIFF means; the numbers are those of its tag ExtraSamples.</summary>
internal enum FourthBand
{
    /// <summary>Nothing that the file names: it is kept as it is.</summary>
    Unspecified = 0,

    /// <summary>Alpha by which the colours are already multiplied.</summary>
    Associated = 1,

    /// <summary>Alpha beside the colours, as in all other formats.</summary>
    Alpha = 2,
}
