using System.Diagnostics;
using System.Globalization;
using Ign.MLNet.Networks;

namespace Ign.MLNet.Imaging.Tests;

/// <summary>
/// Files that are broken by chance. IGN_FUZZ_ITERATIONS makes them more than the two thousand of the default run, IGN_FUZZ_START the number of the first;
/// the number in a failure makes the same file again. With IGN_FUZZ_LOG, a file that always holds the number in work, also a native crash leaves its own.
/// </summary>
[TestClass]
public sealed class FuzzTests
{
    private static readonly ImageLimits s_limits = new() { MaxPixels = 1_000_000, Clock = new StepTime() };
    /// <summary>Only a hang lasts that long, whatever the machine.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(10);

    [TestMethod]
    public void Broken_files_end_as_a_result_that_can_be_read_or_as_the_one_exception()
    {
        int start = Setting("IGN_FUZZ_START", 0), count = Setting("IGN_FUZZ_ITERATIONS", 2000), results = 0;
        string? log = Environment.GetEnvironmentVariable("IGN_FUZZ_LOG");
        var seeds = FuzzSeeds.All();
        for (int i = start; i < start + count; i++)
        {
            if (log is not null) File.WriteAllText(log, i.ToString(CultureInfo.InvariantCulture));
            long began = Stopwatch.GetTimestamp();
            try
            {
                if (Survives(Mutation.Break(seeds, i), i)) results++;
            }
            catch (Exception e)
            {
                Assert.Fail($"Broken file {i}: {e}");
            }
            Assert.IsLessThan(s_patience, Stopwatch.GetElapsedTime(began), $"Broken file {i}");
        }
        Console.WriteLine($"{count} broken files, {results} with a result");
        Assert.IsGreaterThan(count / 20, results, "Most mutations must not end at the first bytes.");
    }

    [TestMethod]
    public void Whole_seeds_all_give_a_result()
    {
        foreach (var seed in FuzzSeeds.All())
            for (int i = 0; i < 4; i++) Assert.IsTrue(Survives(seed, i));
    }

    /// <summary>Takes a file all the way; true for a result, false for a refusal in one line.</summary>
    internal static bool Survives(byte[] file, int way)
    {
        var card = Files.Card(way % 2 == 0 ? 3 : 1);
        byte[] result;
        (int, int) size;
        try
        {
            using var image = RestorableImage.Open(file, s_limits);
            var pieces = Pieces.Of(image.Decode(card), card.Shape, way % 3 == 0 ? FitMode.Resize : FitMode.Tile, 2);
            var values = new float[card.Shape.Size];
            for (int i = 0; i < pieces.Count; i++)
            {
                pieces.Read(i, values);
                for (int k = 0; k < values.Length; k++) values[k] *= 0.5f;
                pieces.Write(i, values);
            }
            result = image.Encode(pieces.Result(), card, way % 5 == 0 ? (ImageFormat)(way / 5 % 5) : null);
            size = (image.Width, image.Height);
        }
        catch (ImageFileException e)
        {
            Assert.DoesNotContain("\n", e.Message);
            Assert.IsGreaterThan(5, e.Message.Length);
            return false;
        }
        using var again = RestorableImage.Open(result, s_limits);
        Assert.AreEqual(size, (again.Width, again.Height));
        again.Decode(card);
        return true;
    }

    private static int Setting(string name, int otherwise) =>
        Environment.GetEnvironmentVariable(name) is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;
}
