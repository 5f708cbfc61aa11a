using System.CommandLine;
using System.Diagnostics;
using Spectre.Console;

namespace Ign.MLNet.Benchmarks;

/// <summary><c>pipeline</c>: the stage against ApplyOnnxModel and a raw loop.</summary>
internal static class PipelineCommand
{
    private const string Program = "dotnet run -c Release --project bench/Ign.MLNet.Benchmarks --";
    private const int DefaultRows = 512, DefaultRounds = 5, QuickRows = 64, QuickRounds = 2;

    internal static Command Create()
    {
        Option<int?> rows = new("--rows")
        {
            Description =
                $"Rows per pass for the 28×28 network, a quarter of them for the 64×64 one; {DefaultRows} by default. Batch sizes up to the rows take part.",
            HelpName = "N",
        };
        Option<int?> rounds = new("--rounds") { Description = $"Rounds; each runs every contender once. {DefaultRounds} by default.", HelpName = "N" };
        Option<int?> threads = new("--threads")
        {
            Description = "Threads of one inference, for all contenders. By default one comparison with all cores and one with 1.",
            HelpName = "N",
        };
        Option<bool> quick = new("--quick") { Description = "Few rows and rounds, 1 thread: shows that everything runs and agrees, not how fast it is." };
        Option<string?> page = new("--out") { Description = "Also write the result as Markdown.", HelpName = "FILE" };
        Option<bool> json = new("--json") { Description = "Print the result as one JSON object and nothing else." };
        foreach (var option in new[] { rows, rounds, threads })
            option.Validators.Add(result =>
            {
                if (result.GetValueOrDefault<int?>() is < 1 or > 1_000_000) result.AddError($"{option.Name}: expected a number from 1 to 1000000.");
            });
        Command command = new("pipeline",
            "The ML.NET stage against ApplyOnnxModel and a raw ONNX Runtime loop, on the shipped 28×28 model and a 64×64 one of the paper's size.")
        {
            rows, rounds, threads, quick, page, json,
        };
        command.SetAction((result, cancellationToken) =>
        {
            bool isQuick = result.GetValue(quick);
            int[] all = isQuick || Environment.ProcessorCount == 1 ? [1] : [Environment.ProcessorCount, 1];
            var settings = new PipelineSettings(
                result.GetValue(rows) ?? (isQuick ? QuickRows : DefaultRows), result.GetValue(rounds) ?? (isQuick ? QuickRounds : DefaultRounds),
                result.GetValue(threads) is { } one ? [one] : all, isQuick);
            string line = string.Join(' ', [Program, .. result.Tokens.Select(t => t.Value)]);
            return Task.FromResult(Run(settings, line, result.GetValue(page), result.GetValue(json), cancellationToken));
        });
        return command;
    }

    private static int Run(PipelineSettings settings, string commandLine, string? page, bool json, CancellationToken cancellationToken)
    {
        bool redirected = Console.IsOutputRedirected;
        var console = BenchConsole.Create(Console.Out, redirected);
        var watch = Stopwatch.StartNew();
        IReadOnlyList<Comparison> comparisons = [];
        if (redirected || json) comparisons = new PipelineBenchmark(settings, static _ => { }).Run(cancellationToken);
        else
            console.Status()
                .Start("starting", status => comparisons = new PipelineBenchmark(settings, text => status.Status(Markup.Escape(text))).Run(cancellationToken));

        if (page is not null)
        {
            if (Path.GetDirectoryName(Path.GetFullPath(page)) is { } folder) Directory.CreateDirectory(folder);
            File.WriteAllText(page, PipelineOutput.Page(comparisons, commandLine));
        }
        if (json)
        {
            Console.WriteLine(PipelineOutput.Json(comparisons, commandLine));
            return 0;
        }
        foreach (var (name, value) in BenchMachine.Facts) Console.WriteLine($"{name}: {value}");
        PipelineOutput.Tables(console, comparisons);
        Console.WriteLine(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{settings.Rounds} rounds in {watch.Elapsed.TotalSeconds:0} s"));
        foreach (var value in PipelineReport.Values(comparisons)) Console.WriteLine(PipelineReport.Line(value));
        return 0;
    }
}
