namespace Ign.MLNet.Training;

/// <summary>How far an exported file is from the network that it came from.</summary>
/// <param name="Largest">Largest difference of a value, in a value range of [-1, 1]; one level of 8-bit pixels is 2/255.</param>
/// <param name="Psnr">Peak signal-to-noise ratio over all images, in dB; infinite where nothing differs.</param>
/// <param name="Holds">Whether that is within the bounds of the file's precision.</param>
public sealed record ExportDifference(double Largest, double Psnr, bool Holds);
