using System.CommandLine;
using System.Globalization;
using Ign.MLNet.Evaluation;
using Ign.MLNet.Networks;
using NetVips;

namespace Ign.MLNet.Cli;

/// <summary><c>ign generate</c>: images from noise, f(z), and f(f(z)) below them; or a row of f(z) for every class.</summary>
internal static class GenerateCommand
{
    private const int Columns = 16;
    private const int MaxCount = 100_000;
    private const int MaxInGrid = 1024;
    private const string AllLabels = "all";

    internal static Command Create(CliConsole console, StopSignals stop)
    {
        var model = PathOption.ExistingFile("--model", "Generative model.", "model.onnx");
        var output = PathOption.Output("--out",
            "A name that ends in .png for the grid alone, else a folder that gets grid.png; with --images OUT-grid.png beside it.", "folder|grid.png");
        var count = RangeOption.Create("--count", "Number of images.", 64, 1, MaxCount);
        var seed = ValueOption.Of<ulong>("--seed", "Seed of the noise; image k of a seed does not depend on the count.", "number", 1);
        var images = new Option<bool>("--images") { Description = "Write each f(z) as a PNG of its own into the folder, and the grid beside it." };
        var label = ValueOption.Of<string?>("--label",
            $"Class of the images, for a model that knows labels; 'all' for --count images of each, with a row of up to {Columns} in the grid. Without it, no label.",
            "number|all")
            .Accept(text => text == AllLabels || ParseLabel(text) is not null, $"a class number from 0, or '{AllLabels}'");
        var command = new Command("generate", $"Generate images from noise: f(z) and, in the row below, f(f(z)). The grid shows the first {MaxInGrid}.")
        {
            model, output, count, seed, images, label,
        };
        command.SetAction(parsed =>
        {
            string file = parsed.GetRequiredValue(output);
            bool each = parsed.GetValue(images);
            bool gridOnly = CheckOutput(file, each);
            string grid = gridOnly ? file : each ? GridBeside(file) : Path.Combine(file, "grid.png");
            using var generative = GenerativeModel.Load(parsed.GetRequiredValue(model));
            string? asked = parsed.GetValue(label);
            CheckLabel(asked, generative.Classes);
            if (!gridOnly) Directory.CreateDirectory(file);
            var run = new Request(parsed.GetValue(count), parsed.GetValue(seed), grid, each ? file : null);
            if (asked == AllLabels) EveryClass(console, generative, run, stop.Token);
            else Images(console, generative, run, asked is null ? null : ParseLabel(asked), stop.Token);
            return ExitCode.Done;
        });
        return command;
    }

    /// <returns>Whether only a grid is written.</returns>
    private static bool CheckOutput(string output, bool images)
    {
        bool gridOnly = output.EndsWith(".png", StringComparison.OrdinalIgnoreCase);
        if (gridOnly && images) throw new UsageException("--images: expected a folder in --out, got a file name.");
        if (gridOnly) OutputPath.CheckFile("--out", output);
        else if (File.Exists(output)) throw new UsageException($"--out: '{output}' is a file; expected a folder, or a name that ends in .png.");
        else OutputPath.CheckFolder("--out", output);
        if (images && Directory.Exists(Path.GetDirectoryName(GridBeside(output)))) OutputPath.CheckFile("--out", GridBeside(output));
        return gridOnly;
    }

    /// <summary>Among the images it would be restored, trained on or measured as one of them.</summary>
    private static string GridBeside(string folder) => Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)) + "-grid.png";

    private static void Images(CliConsole console, GenerativeModel model, Request request, int? label, CancellationToken cancellation)
    {
        var shape = model.Shape;
        int count = request.Folder is null ? Math.Min(request.Count, MaxInGrid) : request.Count; // what nobody keeps is not made
        PngGrid.CheckSize(2 * Math.Min(count, MaxInGrid), Math.Min(count, Columns), shape);
        var grid = new List<float[]>();
        for (int first = 0; first < count; first += Columns)
        {
            var once = model.Projector.ProjectAs(model.Sampler.Sample(request.Seed, first, Math.Min(Columns, count - first)), label, 1, cancellation);
            if (first < MaxInGrid) AddRows(grid, once, model.Projector.ProjectAs(once, label, 1, cancellation), shape, Math.Min(count, Columns));
            if (request.Folder is not null) SaveEach(request.Folder, "", first, once, shape);
        }
        PngGrid.Save(request.GridFile, grid, Math.Min(count, Columns), shape);
        string f = model.Formula, of = label is null ? "" : $" of class {label}";
        console.Line($"{request.GridFile}: {Math.Min(count, MaxInGrid)} images {f}(z){of}, each with {f}({f}(z)) below it, seed {request.Seed}");
    }

    /// <summary>Every class is made of the same noise, so that a column shows what the label alone changes.</summary>
    private static void EveryClass(CliConsole console, GenerativeModel model, Request request, CancellationToken cancellation)
    {
        var grid = new List<float[]>();
        int columns = Math.Min(request.Count, Columns), last = request.Folder is null ? columns : request.Count;
        for (int label = 0; label < model.Classes; label++)
        {
            for (int first = 0; first < last; first += Columns)
            {
                var once = model.Projector.ProjectAs(model.Sampler.Sample(request.Seed, first, Math.Min(Columns, last - first)), label, 1, cancellation);
                if (first == 0) grid.AddRange(once.Chunk(model.Shape.Size));
                if (request.Folder is not null) SaveEach(request.Folder, string.Create(CultureInfo.InvariantCulture, $"{label}-"), first, once, model.Shape);
            }
        }
        PngGrid.Save(request.GridFile, grid, columns, model.Shape);
        console.Line($"{request.GridFile}: a row of {columns} images {model.Formula}(z) for each of {model.Classes} classes, seed {request.Seed}");
    }

    private static void CheckLabel(string? label, int classes)
    {
        if (label is null) return;
        if (classes == 0) throw new UsageException("--label: the model knows no labels.");
        if (label != AllLabels && !(ParseLabel(label) < classes))
            throw new UsageException($"--label: expected a class from 0 to {classes - 1}, or '{AllLabels}', got {label}.");
    }

    private static int? ParseLabel(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int label) ? label : null;

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

    private static void SaveEach(string folder, string prefix, int first, float[] images, TensorShape shape)
    {
        for (int i = 0; i * shape.Size < images.Length; i++)
        {
            var samples = new byte[shape.Size];
            int plane = shape.Height * shape.Width;
            for (int j = 0; j < samples.Length; j++)
                samples[j] = PixelRange.ToByte(images[(i * shape.Size) + (j % shape.Channels * plane) + (j / shape.Channels)]);
            using var image = Image.NewFromMemoryCopy<byte>(samples, shape.Width, shape.Height, shape.Channels, Enums.BandFormat.Uchar);
            AtomicFile.WriteAllBytes(Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{prefix}{first + i:D6}.png")), image.PngsaveBuffer());
        }
    }

    /// <param name="Count">Number of images, of each class where there are several.</param>
    /// <param name="Seed">Seed of the noise.</param>
    /// <param name="GridFile">Where the grid goes.</param>
    /// <param name="Folder">Where each image goes; null for nowhere.</param>
    private sealed record Request(int Count, ulong Seed, string GridFile, string? Folder);
}
