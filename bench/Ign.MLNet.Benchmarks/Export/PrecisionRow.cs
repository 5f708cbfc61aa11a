namespace Ign.MLNet.Benchmarks;

/// <summary>What kernels of fewer bits cost and save, in ONNX Runtime on one thread.</summary>
/// <param name="Model">Shipped model.</param>
/// <param name="Precision">How its kernels are stored.</param>
/// <param name="Bytes">Size of the file.</param>
/// <param name="PsnrToFloat32">Peak signal-to-noise ratio of f(y) to that of the 32-bit file, in dB; infinite for that file itself.</param>
/// <param name="PsnrToClean">Peak signal-to-noise ratio of f(y) to the undamaged images, in dB.</param>
/// <param name="Speed">Images a second, divided by those of the 32-bit file; both in turns.</param>
internal sealed record PrecisionRow(string Model, string Precision, long Bytes, double PsnrToFloat32, double PsnrToClean, double Speed);
