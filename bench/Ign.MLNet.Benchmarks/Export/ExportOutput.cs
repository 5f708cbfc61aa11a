using System.Globalization;
using System.Text;

namespace Ign.MLNet.Benchmarks;

/// <summary>Writes the figures as a Markdown table and as result lines.</summary>
internal static class ExportOutput
{
    internal static string Table(IReadOnlyList<PrecisionRow> rows)
    {
        var table = new StringBuilder("| model | kernels | file, kB | f(y) to that of fp32, dB | f(y) to the clean image, dB | speed, times fp32 |\n|---|---|---:|---:|---:|---:|\n");
        foreach (var row in rows)
        {
            string same = double.IsInfinity(row.PsnrToFloat32) ? "" : row.PsnrToFloat32.ToString("0.0", CultureInfo.InvariantCulture);
            table.Append(CultureInfo.InvariantCulture, $"| {row.Model} | {row.Precision} | {row.Bytes / 1000.0:0} | {same} | {row.PsnrToClean:0.00} | {row.Speed:0.00} |\n");
        }
        return table.ToString();
    }

    internal static string Table(IReadOnlyList<ExportRow> rows)
    {
        var table = new StringBuilder("| model | kernels | file, kB | runtime | max \\|Δ\\| | ms, 1 image | ms, 16 images |\n|---|---|---:|---|---:|---:|---:|\n");
        foreach (var row in rows)
        {
            string figures = row.Figures is { } f
                ? string.Create(CultureInfo.InvariantCulture, $"{f.MaxDifference:0.0e+0} | {f.Latency1:0.00} | {(f.Latency16 is { } many ? many.ToString("0.0", CultureInfo.InvariantCulture) : "")}")
                : row.Refusal is null ? "not on this machine | | " : "cannot read it | | ";
            table.Append(CultureInfo.InvariantCulture, $"| {row.Model} | {row.Precision} | {row.Bytes / 1000.0:0} | {row.Runtime.Name} | {figures} |\n");
        }
        return table.ToString();
    }

    internal static string Page(IReadOnlyList<PrecisionRow> precisions, IReadOnlyList<ExportRow> rows, string command)
    {
        var page = new StringBuilder("# Exported models in other runtimes\n\n");
        page.Append(CultureInfo.InvariantCulture, $"`{command}`, {DateTime.UtcNow:yyyy-MM-dd}.\n\n");
        foreach (var (name, value) in BenchMachine.Facts) page.Append(CultureInfo.InvariantCulture, $"- {name}: {value}\n");
        page.Append(CultureInfo.InvariantCulture, $"\n## What fewer bits cost\n{PrecisionBenchmark.Images} test images of Fashion-MNIST, each damaged in six ways; ONNX Runtime, one thread, 16 images a call, each file in turns with the one of 32 bits.\n\n");
        page.Append(Table(precisions));
        page.Append("\n## Runtimes\nOne thread each, medians of calls in turns. max |Δ| is the largest difference from the test vectors of `export/reference`, which the 32-bit network gives in double precision: of f(y), and in the scripts, which are Node.js, browser and OpenCV, of f(f(y)) too. OpenCV is given files of opset 10, the others of 12 (13 for int8-static).\n\n");
        return page.Append(Table(rows)).Append("\n```\n").Append(Lines(precisions, rows)).Append("```\n").ToString();
    }

    /// <summary>One <c>name value</c> a line.</summary>
    internal static string Lines(IReadOnlyList<PrecisionRow> precisions, IReadOnlyList<ExportRow> rows)
    {
        var lines = new StringBuilder();
        foreach (var row in precisions)
        {
            string name = $"export.{row.Model}.{row.Precision}";
            lines.Append(CultureInfo.InvariantCulture, $"{name}.psnr_to_clean {row.PsnrToClean:0.00}\n{name}.speed {row.Speed:0.00}\n");
        }
        foreach (var row in rows.Where(r => r.Figures is not null))
        {
            string name = $"export.{row.Model}.{row.Precision}.{row.Runtime.Key}";
            lines.Append(CultureInfo.InvariantCulture, $"{name}.max_difference {row.Figures!.MaxDifference:0.0e+0}\n{name}.latency_ms {row.Figures.Latency1:0.000}\n");
        }
        return lines.ToString();
    }
}
