namespace Ign.MLNet.Benchmarks;

/// <summary>One line of the table.</summary>
/// <param name="Model">Shipped model.</param>
/// <param name="Precision">How its kernels are stored.</param>
/// <param name="Bytes">Size of the file.</param>
/// <param name="Runtime">What ran it.</param>
/// <param name="Figures">What came out; null where the runtime is missing.</param>
internal sealed record ExportRow(string Model, string Precision, long Bytes, IExportRuntime Runtime, ExportFigures? Figures);
