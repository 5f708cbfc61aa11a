using NetVips;

namespace Ign.MLNet.Imaging;

/// <summary>What the samples of a pixel mean.</summary>
/// <param name="ColourBands">1 grey, 3 RGB, 4 CMYK.</param>
/// <param name="HasAlpha">Whether one more band follows.</param>
/// <param name="Wide">16 bits a sample instead of 8.</param>
internal readonly record struct SampleLayout(int ColourBands, bool HasAlpha, bool Wide)
{
    internal int Bands => ColourBands + (HasAlpha ? 1 : 0);

    internal int BytesPerPixel => Bands * (Wide ? 2 : 1);

    internal int MaxValue => Wide ? ushort.MaxValue : byte.MaxValue;

    internal bool IsCmyk => ColourBands == 4;

    internal Enums.BandFormat Format => Wide ? Enums.BandFormat.Ushort : Enums.BandFormat.Uchar;

    internal Enums.Interpretation Interpretation => (ColourBands, Wide) switch
    {
        (1, false) => Enums.Interpretation.Bw,
        (1, true) => Enums.Interpretation.Grey16,
        (3, false) => Enums.Interpretation.Srgb,
        (3, true) => Enums.Interpretation.Rgb16,
        _ => Enums.Interpretation.Cmyk,
    };

    /// <exception cref="ImageFileException">The image is of none of these kinds.</exception>
    internal static SampleLayout Of(Image image)
    {
        int colour = image.Interpretation switch
        {
            Enums.Interpretation.Bw or Enums.Interpretation.Grey16 => 1,
            Enums.Interpretation.Srgb or Enums.Interpretation.Rgb or Enums.Interpretation.Rgb16 => 3,
            Enums.Interpretation.Cmyk => 4,
            _ => 0,
        };
        int more = image.Bands - colour;
        if (colour == 0 || more is < 0 or > 1 || image.Format is not (Enums.BandFormat.Uchar or Enums.BandFormat.Ushort))
            throw new ImageFileException(
                $"holds {image.Bands} bands of {image.Format} in {image.Interpretation}; expected grey, RGB or CMYK with 8 or 16 bits, with or without alpha.");
        return new SampleLayout(colour, more == 1, image.Format == Enums.BandFormat.Ushort);
    }
}
