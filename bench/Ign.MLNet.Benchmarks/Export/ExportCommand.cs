using System.CommandLine;

namespace Ign.MLNet.Benchmarks;

/// <summary><c>export</c>: the shipped models in every runtime that is here.</summary>
internal static class ExportCommand
{
    // What 32-bit kernels may differ by in any runtime.
    private const double Bound = 1e-4;

    internal static Command Create()
    {
        Option<string?> page = new("--out")
        {
            Description = "Also write the result as Markdown; in a file with the line <!-- figures --> it goes between that and <!-- end of figures -->.",
            HelpName = "FILE",
        };
        Option<int> rounds = new("--rounds") { Description = "How often every runtime is measured; the median counts.", DefaultValueFactory = _ => 3 };
        rounds.Validators.Add(r => { if (r.GetValue(rounds) is < 1 or > 99) r.AddError("--rounds: expected 1 to 99."); });
        Command command = new("export", "The shipped models, with kernels of 32, 16 and 8 bits, in ONNX Runtime, ML.NET, Node.js, a browser and OpenCV: difference from the test vectors, latency, size, and what fewer bits cost on real images.") { page, rounds };
        command.SetAction(result => Run(result.GetValue(page), result.GetValue(rounds)));
        return command;
    }

    private static int Run(string? page, int rounds)
    {
        var precisions = PrecisionBenchmark.Run(Console.Error.WriteLine);
        var rows = ExportBenchmark.Run(rounds, Console.Error.WriteLine);
        const string Line = "dotnet run -c Release --project bench/Ign.MLNet.Benchmarks -- export";
        if (page is not null) ExportOutput.Write(page, rounds, $"{Line} --out {page}", precisions, rows);
        foreach (var (name, value) in BenchMachine.Facts) Console.WriteLine($"{name}: {value}");
        Console.WriteLine();
        Console.WriteLine(ExportOutput.Table(precisions));
        Console.WriteLine(ExportOutput.Table(rows));
        Console.Write(ExportOutput.Lines(precisions, rows));
        var wrong = rows.Where(r => r.Precision == "fp32" && (r.Refusal is not null || r.Figures is { } f && !(f.MaxDifference <= Bound))).ToList();
        foreach (var row in wrong) Console.Error.WriteLine($"{row.Runtime.Name}, {row.Model}: {row.Refusal ?? "other images than the test vectors."}");
        return wrong.Count == 0 ? 0 : 1;
    }
}
