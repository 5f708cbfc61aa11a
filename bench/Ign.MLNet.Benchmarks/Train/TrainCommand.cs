using System.CommandLine;

namespace Ign.MLNet.Benchmarks;

/// <summary><c>train</c>: the step of the paper's objective, literally and fused, here and in PyTorch.</summary>
internal static class TrainCommand
{
    private const string Program = "dotnet run -c Release --project bench/Ign.MLNet.Benchmarks --";
    private const int QuickRounds = 2, QuickMemorySteps = 200, StepsEach = 4;

    internal static Command Create()
    {
        Option<int> width = new("--width") { Description = "Channels after the first convolution.", HelpName = "N", DefaultValueFactory = _ => 32 };
        Option<int> latent = new("--latent") { Description = "Width of the bottleneck.", HelpName = "N", DefaultValueFactory = _ => 128 };
        Option<int> batch = new("--batch") { Description = "Images a step.", HelpName = "N", DefaultValueFactory = _ => 64 };
        Option<int> threads = new("--threads") { Description = "Processor threads.", HelpName = "N", DefaultValueFactory = _ => Environment.ProcessorCount };
        Option<int> rounds = new("--rounds") { Description = $"Rounds of {StepsEach} steps each.", HelpName = "N", DefaultValueFactory = _ => 12 };
        Option<int> memory = new("--memory-steps")
        {
            Description = "Steps for the growth of memory; 0 for none.",
            HelpName = "N",
            DefaultValueFactory = _ => 5000,
        };
        Option<bool> cuda = new("--cuda") { Description = "On the GPU; the build needs -p:IgnAccelerator=cuda." };
        Option<bool> tf32 = new("--tf32") { Description = "On the GPU, products with 10 bits of mantissa." };
        Option<bool> alone = new("--alone") { Description = "Without PyTorch, even where there is one." };
        Option<bool> narrow = new("--bf16")
        {
            Description = "Also the literal step and the matrix product in bfloat16; slow on processors without units for it.",
        };
        Option<bool> quick = new("--quick") { Description = "Few steps: shows that everything runs, not how fast it is." };
        Option<string?> page = new("--out") { Description = "Also write the result as Markdown.", HelpName = "FILE" };
        Command command = new("train", "A training step literally as in the paper, and with fewer passes.")
        {
            width, latent, batch, threads, rounds, memory, cuda, tf32, narrow, alone, quick, page,
        };
        command.SetAction((result, cancellation) =>
        {
            bool isQuick = result.GetValue(quick);
            using var benchmark = new TrainBenchmark(new TrainSetting(result.GetValue(width), result.GetValue(latent), result.GetValue(batch),
                result.GetValue(threads), result.GetValue(cuda), result.GetValue(tf32), result.GetValue(alone), result.GetValue(narrow)));
            benchmark.Run(isQuick ? QuickRounds : result.GetValue(rounds), StepsEach, cancellation);
            int memorySteps = isQuick ? QuickMemorySteps : result.GetValue(memory);
            var growth = memorySteps > 0 ? TrainMemory.Measure(memorySteps, cancellation) : null;
            string text = TrainReport.Page(benchmark, growth, string.Join(' ', [Program, .. result.Tokens.Select(t => t.Value)]));
            if (result.GetValue(page) is { } file) File.WriteAllText(file, text);
            Console.WriteLine(text);
            foreach (string line in TrainReport.Lines(benchmark, growth)) Console.WriteLine(line);
            return Task.FromResult(0);
        });
        return command;
    }
}
