using System.CommandLine;
using System.Globalization;

namespace Ign.MLNet.Benchmarks;

/// <summary><c>restore</c>: a restoration job against its own stages and a plain loop.</summary>
internal static class RestoreCommand
{
    private const string Program = "dotnet run -c Release --project bench/Ign.MLNet.Benchmarks --";
    private const int DefaultImages = 2_000, DefaultRounds = 4, QuickImages = 60, QuickRounds = 2, WarmUp = 24;
    private const int DefaultSoak = 20_000, QuickSoak = 1_000, Distinct = 200;
    private const int LargeSide = 3_464, QuickSide = 800, LargeImages = 3; // 12 megapixels

    internal static Command Create()
    {
        Option<int?> images = new("--images") { Description = $"Images of mixed size, shared out to the rounds; {DefaultImages} by default.", HelpName = "N" };
        Option<int?> rounds = new("--rounds") { Description = $"Rounds; {DefaultRounds} by default.", HelpName = "N" };
        Option<int?> soak = new("--soak") { Description = $"Images for the growth of memory; {DefaultSoak} by default, 0 for none.", HelpName = "N" };
        Option<bool> quick = new("--quick") { Description = "Few images: shows that everything runs, not how fast it is." };
        Option<string?> only = new("--only") { Description = "Only the workload of this name.", HelpName = "NAME" };
        only.AcceptOnlyFromAmong(RestoreWorkload.Names);
        Option<string?> page = new("--out") { Description = "Also write the result as Markdown.", HelpName = "FILE" };
        Command command =
            new("restore", "A restoration job against the ceilings of its stages and a plain loop over the files, on generated JPEGs of mixed size.")
            {
                images, rounds, soak, quick, only, page,
            };
        command.SetAction((result, cancellation) =>
        {
            bool isQuick = result.GetValue(quick);
            string line = string.Join(' ', [Program, .. result.Tokens.Select(t => t.Value)]);
            return RunAsync(result.GetValue(images) ?? (isQuick ? QuickImages : DefaultImages),
                result.GetValue(rounds) ?? (isQuick ? QuickRounds : DefaultRounds),
                result.GetValue(soak) ?? (isQuick ? QuickSoak : DefaultSoak), isQuick, result.GetValue(only), line, result.GetValue(page), cancellation);
        });
        return command;
    }

    private static async Task<int> RunAsync(int images, int rounds, int soak, bool isQuick, string? only, string commandLine, string? page,
        CancellationToken cancellation)
    {
        string folder = Directory.CreateTempSubdirectory("ign-bench-").FullName;
        try
        {
            // First, while nothing else has used and freed memory.
            double? slope = soak > 0 ? await Soak(folder, soak, cancellation).ConfigureAwait(false) : null;
            int each = Math.Max(1, images / rounds);
            var warmUp = Part(Path.Combine(folder, "warm-up"), images, WarmUp, out _);
            long bytes = 0;
            var parts = Enumerable.Range(0, rounds).Select(r =>
            {
                var part = Part(Path.Combine(folder, $"part{r}"), r * each, each, out long written);
                bytes += written;
                return part;
            }).ToArray();
            // The first part only warms up.
            var large = Enumerable.Range(0, rounds + 1)
                .Select(r => Large(Path.Combine(folder, $"large{r}"), r, isQuick || r == 0 ? 1 : LargeImages, isQuick ? QuickSide : LargeSide)).ToArray();
            string facts = string.Create(CultureInfo.InvariantCulture,
                $"{rounds} rounds of {each} JPEGs of 96 to 512 pixels, {bytes / 1e3 / rounds / each:0} kB on average");
            await Console.Error.WriteLineAsync(facts).ConfigureAwait(false);
            var results = new List<(RestoreWorkload, IReadOnlyList<RestoreRound>)>();
            foreach (var workload in RestoreWorkload.All.Where(w => only is null || w.Name == only))
            {
                using var comparison = new RestoreComparison(workload, folder, workload.Large ? large[1..] : [.. parts.Select(p => p.Take(workload.Share))]);
                var first = workload.Large ? large[0] : warmUp;
                results.Add((workload, await comparison.RunAsync(first, () => Console.Error.Write('.'), cancellation).ConfigureAwait(false)));
                await Console.Error.WriteLineAsync($" {workload.Description}").ConfigureAwait(false);
            }
            string text = RestoreReport.Page(results, facts, slope, commandLine);
            if (page is not null) await File.WriteAllTextAsync(page, text, cancellation).ConfigureAwait(false);
            Console.WriteLine(text);
            foreach (string line in RestoreReport.Lines(results, slope)) Console.WriteLine(line);
            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static RestorePart Part(string folder, int first, int count, out long bytes)
    {
        bytes = PictureFolder.Write(folder, first, count);
        return new RestorePart(folder, count);
    }

    private static RestorePart Large(string folder, int seed, int count, int side)
    {
        PictureFolder.Write(folder, seed * LargeImages, count, side, side);
        return new RestorePart(folder, count);
    }

    /// <summary>Many names for few files, which is all the same to a job and spares the disk.</summary>
    private static async Task<double> Soak(string folder, int images, CancellationToken cancellation)
    {
        string originals = Path.Combine(folder, "originals"), input = Path.Combine(folder, "soak");
        PictureFolder.Write(originals, 1_000_000, Distinct);
        string[] files = Directory.GetFiles(originals, "*", SearchOption.AllDirectories);
        for (int i = 0; i < images; i++)
        {
            string sub = Path.Combine(input, $"{i / 1000}");
            if (i % 1000 == 0) Directory.CreateDirectory(sub);
            File.CreateSymbolicLink(Path.Combine(sub, $"{i:D6}.jpg"), files[i % files.Length]);
        }
        return await MemorySlope.Measure(input, Path.Combine(folder, "soak-out"), cancellation).ConfigureAwait(false);
    }
}
