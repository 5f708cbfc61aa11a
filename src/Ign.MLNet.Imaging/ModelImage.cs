namespace Ign.MLNet.Imaging;

/// <summary>The colour of a whole image as a model sees it: of any size, with the model's channels, in the model's value range.</summary>
/// <param name="Width">Columns in pixels.</param>
/// <param name="Height">Rows in pixels.</param>
/// <param name="Channels">1 or 3.</param>
/// <param name="Values">Interleaved (HWC) values, rows from top to bottom; Width x Height x Channels of them.</param>
internal sealed record ModelImage(int Width, int Height, int Channels, float[] Values);
