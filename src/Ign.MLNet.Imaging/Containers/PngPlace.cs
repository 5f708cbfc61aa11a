namespace Ign.MLNet.Imaging;

/// <summary>The three places for chunks of a PNG.</summary>
internal enum PngPlace
{
    BeforePalette,
    BeforePixels,
    AfterPixels,
}
