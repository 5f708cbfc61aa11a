namespace Ign.MLNet.Training;

/// <summary>What f makes of one kind of input y.</summary>
/// <param name="Name">The kind: a damage, or <c>noise</c>, or <c>pairs</c> for given damaged versions.</param>
/// <param name="Psnr">Mean PSNR of f(y) against x in dB; null for noise, which has no original.</param>
/// <param name="Residual">Mean |f(f(y)) − f(y)|.</param>
/// <param name="Spread">Spread of f(y) over images relative to the data's: near 0 it tells of collapse. Null for fewer than two images.</param>
/// <param name="Coverage">For noise, the share of images to which an f(z) is nearer than their fifth neighbour among them; null for fewer than six
/// images.</param>
public sealed record SourceFigures(string Name, double? Psnr, double Residual, double? Spread = null, double? Coverage = null);
