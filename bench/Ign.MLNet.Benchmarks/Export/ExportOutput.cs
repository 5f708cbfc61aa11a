using System.Globalization;
using System.Text;

namespace Ign.MLNet.Benchmarks;

/// <summary>Writes the figures as Markdown tables and as result lines.</summary>
internal static class ExportOutput
{
    private const string Begin = "<!-- figures -->\n", End = "<!-- end of figures -->\n";

    /// <summary>What fewer bits cost: one row for each file.</summary>
    internal static string Table(IReadOnlyList<PrecisionRow> rows)
    {
        var table = new StringBuilder(
            "| model | kernels | file, kB | f(y) to that of fp32, dB | f(y) to the clean image, dB | speed, times fp32 |\n|---|---|---:|---:|---:|---:|\n");
        foreach (var row in rows)
        {
            string same = double.IsInfinity(row.PsnrToFloat32) ? "" : row.PsnrToFloat32.ToString("0.0", CultureInfo.InvariantCulture);
            table.Append(CultureInfo.InvariantCulture,
                $"| {row.Model} | {row.Precision} | {row.Bytes / 1000.0:0} | {same} | {row.PsnrToClean:0.00} | {row.Speed:0.00} |\n");
        }
        return table.ToString();
    }

    /// <summary>One row for each model and runtime, one column for each precision.</summary>
    internal static string Table(IReadOnlyList<ExportRow> rows)
    {
        string[] precisions = [.. rows.Select(r => r.Precision).Distinct()];
        var table = new StringBuilder($"| model | runtime | {string.Join(" | ", precisions)} |\n|---|---|{string.Concat(precisions.Select(_ => "---|"))}\n");
        foreach (var model in rows.GroupBy(r => r.Model))
        {
            table.Append(CultureInfo.InvariantCulture, $"| {model.Key} | *file, kB* | {string.Join(" | ", precisions.Select(p => (model.First(r => r.Precision == p).Bytes / 1000.0).ToString("0", CultureInfo.InvariantCulture)))} |\n");
            foreach (var runtime in model.GroupBy(r => r.Runtime.Name))
                table.Append(CultureInfo.InvariantCulture,
                    $"| | {runtime.Key} | {string.Join(" | ", precisions.Select(p => Cell(runtime.First(r => r.Precision == p))))} |\n");
        }
        return table.ToString();
    }

    /// <summary>Writes the figures: between two marks where a file has them, as a page of their own elsewhere.</summary>
    internal static void Write(string path, int rounds, string command, IReadOnlyList<PrecisionRow> precisions, IReadOnlyList<ExportRow> rows)
    {
        string page = File.Exists(path) ? File.ReadAllText(path).ReplaceLineEndings("\n") : "";
        int begin = page.IndexOf(Begin, StringComparison.Ordinal), end = page.IndexOf(End, StringComparison.Ordinal);
        string figures = Figures(rounds, command, precisions, rows);
        File.WriteAllText(path,
            begin < 0 || end < begin ? $"# Exported models in other runtimes\n\n{figures}" : page[..(begin + Begin.Length)] + figures + page[end..]);
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
            lines.Append(CultureInfo.InvariantCulture,
                $"{name}.max_difference {row.Figures!.MaxDifference:0.0e+0}\n{name}.latency_ms {row.Figures.Latency1:0.000}\n");
        }
        return lines.ToString();
    }

    private static string Figures(int rounds, string command, IReadOnlyList<PrecisionRow> precisions, IReadOnlyList<ExportRow> rows)
    {
        var page = new StringBuilder();
        page.Append(CultureInfo.InvariantCulture,
            $"`{command}`, {DateTime.UtcNow:yyyy-MM-dd}; {string.Join("; ", BenchMachine.Facts.Select(f => $"{f.Name}: {f.Value}"))}.\n\n");
        page.Append(CultureInfo.InvariantCulture, $"What fewer bits cost: {PrecisionBenchmark.Images} test images of Fashion-MNIST, each damaged in six ways; speed in ONNX Runtime on one thread, 16 images a call, each file in turns with the one of 32 bits.\n\n");
        page.Append(Table(precisions));
        page.Append(CultureInfo.InvariantCulture, $"\nRuntimes: max |Δ| · milliseconds of a call with one image · with 16 images. One thread; medians of calls, and of {rounds} rounds through the whole table. max |Δ| is the largest difference from the test vectors of `export/reference`, which the 32-bit network gives in double precision: of f(y), and in Node.js, browser and OpenCV also of f(f(y)). OpenCV gets files of opset 10, the others of 12, and of 13 for int8-static.\n\n");
        return page.Append(Table(rows)).Append('\n').ToString();
    }

    private static string Cell(ExportRow row)
    {
        if (row.Figures is not { } f) return row.Refusal is null ? "not on this machine" : "cannot read it";
        string many = f.Latency16 is { } time ? time.ToString("0.0", CultureInfo.InvariantCulture) : "–";
        return string.Create(CultureInfo.InvariantCulture, $"{f.MaxDifference:0.0e+0} · {f.Latency1:0.00} · {many}");
    }
}
