using System.Globalization;
using System.Text;
using System.Text.Json;
using Spectre.Console;

namespace Ign.MLNet.Benchmarks;

/// <summary>Writes the figures: tables and result lines to a console, a page for <c>bench/results</c>, or JSON.</summary>
internal static class PipelineOutput
{
    private static readonly JsonSerializerOptions s_json = new()
    {
        WriteIndented = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    internal static void Tables(IAnsiConsole console, IReadOnlyList<Comparison> comparisons)
    {
        foreach (var comparison in comparisons)
        {
            var table = new Table { Border = TableBorder.Simple, Title = new TableTitle(Markup.Escape(PipelineReport.Title(comparison))) };
            for (int i = 0; i < PipelineReport.Headings.Count; i++)
                table.AddColumn(new TableColumn(Markup.Escape(PipelineReport.Headings[i])) { Alignment = i < 2 ? Justify.Left : Justify.Right, NoWrap = true });
            foreach (var row in PipelineReport.Rows(comparison)) table.AddRow([.. row.Select(Markup.Escape)]);
            console.Write(table);
        }
    }

    /// <summary>The committed form.</summary>
    internal static string Page(IReadOnlyList<Comparison> comparisons, string command)
    {
        var page = new StringBuilder("# Pipeline stage against ApplyOnnxModel and a raw ONNX Runtime loop\n\n");
        page.Append(CultureInfo.InvariantCulture, $"`{command}`, {DateTime.UtcNow:yyyy-MM-dd}.\n\n");
        foreach (var (name, value) in BenchMachine.Facts) page.Append(CultureInfo.InvariantCulture, $"- {name}: {value}\n");
        page.Append("""

            All contenders run in one process, with equal threads, in rounds of shuffled order. Times are medians over the rounds; *min* is the minimum.
            CPU is the processor time of the whole process. With more than one thread, it includes idle threads of ONNX Runtime that spin. `× Apply` is
            the speed relative to ApplyOnnxModel at the same task. B/row is managed allocation. Memory is the growth of the working set by loading and a
            first pass, in the order of loading. It is rough, because the next contender reuses what one has freed. In the task *first row (Preview)*,
            a row is one look at the first row.


            """);
        foreach (var comparison in comparisons)
        {
            page.Append(CultureInfo.InvariantCulture, $"## {PipelineReport.Title(comparison)}\n\n");
            page.Append(CultureInfo.InvariantCulture,
                $"| {string.Join(" | ", PipelineReport.Headings)} |\n|{string.Concat(PipelineReport.Headings.Select((_, i) => i < 2 ? "---|" : "---:|"))}\n");
            foreach (var row in PipelineReport.Rows(comparison)) page.Append(CultureInfo.InvariantCulture, $"| {string.Join(" | ", row)} |\n");
            page.Append('\n');
        }
        page.Append("## Result lines\n\n```\n");
        foreach (var value in PipelineReport.Values(comparisons)) page.Append(PipelineReport.Line(value)).Append('\n');
        return page.Append("```\n").ToString();
    }

    internal static string Json(IReadOnlyList<Comparison> comparisons, string command) => JsonSerializer.Serialize(
        new
        {
            command,
            date = DateTime.UtcNow.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            machine = BenchMachine.Facts.ToDictionary(f => f.Name, f => f.Value),
            values = PipelineReport.Values(comparisons).ToDictionary(v => v.Name, v => Math.Round(v.Value, 3)),
            comparisons = comparisons.Select(c => new
            {
                network = c.Network.Name,
                threads = c.Threads,
                rows = c.Network.Rows,
                max_difference = c.MaxDifference,
                contenders = c.Contenders.Select(p => new
                {
                    task = p.Task.ToString(),
                    name = p.Name,
                    batch = p.Batch,
                    cpu_us = Math.Round(p.Series.Median(Comparison.Cpu), 2),
                    cpu_us_min = Math.Round(p.Series.Min(Comparison.Cpu), 2),
                    wall_us = Math.Round(p.Series.Median(Comparison.Wall), 2),
                    wall_us_min = Math.Round(p.Series.Min(Comparison.Wall), 2),
                    allocated_bytes = Math.Round(p.Series.Median(s => s.Allocated)),
                    memory_bytes = p.Memory,
                }),
            }),
        },
        s_json);
}
