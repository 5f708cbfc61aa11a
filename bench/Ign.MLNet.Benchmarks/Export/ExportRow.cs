namespace Ign.MLNet.Benchmarks;

/// <summary>One line of the table.</summary>
/// <param name="Model">Shipped model.</param>
/// <param name="Precision">How its kernels are stored.</param>
/// <param name="Bytes">Size of the file.</param>
/// <param name="Runtime">What ran it.</param>
/// <param name="Figures">What came out; null where the runtime is missing or refuses the file.</param>
/// <param name="Refusal">Why it cannot read the file; null where it can, or is missing.</param>
internal sealed record ExportRow(string Model, string Precision, long Bytes, IExportRuntime Runtime, ExportFigures? Figures, string? Refusal = null);
