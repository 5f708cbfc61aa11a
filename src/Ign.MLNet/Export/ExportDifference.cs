namespace Ign.MLNet;

/// <summary>How far one set of images is from another.</summary>
/// <param name="Largest">Largest difference of a value, in a value range of [-1, 1]; one level of 8-bit pixels is 2/255.</param>
/// <param name="Psnr">Peak signal-to-noise ratio over all images, in dB; infinite where nothing differs.</param>
public sealed record ExportDifference(double Largest, double Psnr);
