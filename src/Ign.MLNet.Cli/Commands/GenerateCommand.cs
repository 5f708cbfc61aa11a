using System.CommandLine;
using System.Globalization;
using Ign.MLNet.Evaluation;
using Ign.MLNet.Networks;
using NetVips;

namespace Ign.MLNet.Cli;

/// <summary><c>ign generate</c>: images from noise, f(z), and f(f(z)) below them.</summary>
internal static class GenerateCommand
{
    private const int Columns = 16;
    private const int MaxCount = 100_000;
    private const int MaxInGrid = 1024;

    internal static Command Create(CliConsole console, StopSignals stop)
    {
        var model = PathOption.ExistingFile("--model", "Generative model.", "model.onnx");
        var output = PathOption.Output("--out", "A name that ends in .png for the grid alone, else a folder that gets grid.png.", "folder|grid.png");
        var count = RangeOption.Create("--count", "Number of images.", 64, 1, MaxCount);
        var seed = new Option<ulong>("--seed") { Description = "Seed of the noise; image k of a seed does not depend on the count.", HelpName = "number", DefaultValueFactory = _ => 1 };
        var images = new Option<bool>("--images") { Description = "Also write each f(z) as a PNG of its own, into the folder." };
        var command = new Command("generate", $"Generate images from noise: f(z) and, in the row below, f(f(z)). The grid shows the first {MaxInGrid}.") { model, output, count, seed, images };
        command.SetAction(parsed => Run(console, parsed.GetRequiredValue(model), parsed.GetRequiredValue(output), parsed.GetValue(count), parsed.GetValue(seed), parsed.GetValue(images), stop.Token));
        return command;
    }

    private static int Run(CliConsole console, string modelFile, string output, int count, ulong seed, bool images, CancellationToken cancellation)
    {
        bool gridOnly = output.EndsWith(".png", StringComparison.OrdinalIgnoreCase);
        if (gridOnly && images) throw new UsageException("--images: expected a folder in --out, got a file name.");
        if (gridOnly) PathOption.CheckWritable("--out", output);
        else if (File.Exists(output)) throw new UsageException($"--out: '{output}' is a file; expected a folder, or a name that ends in .png.");

        using var model = GenerativeModel.Load(modelFile);
        var shape = model.Shape;
        if (!gridOnly) Directory.CreateDirectory(output);
        var grid = new List<float[]>();
        for (int first = 0; first < count; first += Columns)
        {
            var once = model.Projector.Project(model.Sampler.Sample(seed, first, Math.Min(Columns, count - first)), 1, cancellation);
            if (first < MaxInGrid) AddRows(grid, once, model.Projector.Project(once, 1, cancellation), shape, Math.Min(count, Columns));
            if (images) SaveEach(output, first, once, shape);
        }
        string gridFile = gridOnly ? output : Path.Combine(output, "grid.png");
        PngGrid.Save(gridFile, grid, Math.Min(count, Columns), shape);
        string f = model.Formula;
        console.Line($"{gridFile}: {Math.Min(count, MaxInGrid)} images {f}(z), each with {f}({f}(z)) below it, seed {seed}");
        return ExitCode.Done;
    }

    /// <summary>One row of f(z) and one of f(f(z)); a last short row is filled with black.</summary>
    private static void AddRows(List<float[]> grid, float[] once, float[] twice, TensorShape shape, int columns)
    {
        foreach (var row in (float[][])[once, twice])
        {
            var images = row.Chunk(shape.Size).ToList();
            while (images.Count < columns) images.Add([.. Enumerable.Repeat(-1f, shape.Size)]);
            grid.AddRange(images);
        }
    }

    private static void SaveEach(string folder, int first, float[] images, TensorShape shape)
    {
        for (int i = 0; i * shape.Size < images.Length; i++)
        {
            var samples = new byte[shape.Size];
            int plane = shape.Height * shape.Width;
            for (int j = 0; j < samples.Length; j++) samples[j] = PixelRange.ToByte(images[(i * shape.Size) + (j % shape.Channels * plane) + (j / shape.Channels)]);
            using var image = Image.NewFromMemoryCopy<byte>(samples, shape.Width, shape.Height, shape.Channels, Enums.BandFormat.Uchar);
            AtomicFile.WriteAllBytes(Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{first + i:D6}.png")), image.PngsaveBuffer());
        }
    }
}
