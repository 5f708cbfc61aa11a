using System.CommandLine;
using System.Globalization;
using Ign.MLNet.Evaluation;
using Ign.MLNet.Networks;

namespace Ign.MLNet.Cli;

/// <summary><c>ign trajectory</c>: f applied again and again, as a picture, a chart and numbers.</summary>
internal static class TrajectoryCommand
{
    internal static Command Create(CliConsole console, StopSignals stop)
    {
        var model = PathOption.ExistingFile("--model", "Model.", "model.onnx");
        var data = ValueOption.Of<string?>("--data", "Images to follow, clean and damaged, as in 'ign project --in'.", "path");
        var output = PathOption.Output("--out", "Folder that gets grid.png, drift.svg and trajectory.json.", "folder");
        var applications = RangeOption.Create("--applications", "How many times f is applied.", 100, 1, 10_000);
        var count = RangeOption.Create("--count", "Images of each kind; the picture shows the first 4.", 64, 1, 1_000);
        var seed = Picture.Seed("noise and damage");
        var scale = Picture.Scale();
        var command = new Command("trajectory",
            "Apply f again and again to noise (if the model generates), to damaged and to clean images, and\n" +
            "measure how far every application moves them.")
        { model, data, output, applications, count, seed, scale };
        command.SetAction(async (parsed, _) =>
        {
            string folder = parsed.GetRequiredValue(output);
            string? source = parsed.GetValue(data);
            OutputPath.CheckFolder("--out", folder);
            if (source is not null && !File.Exists(source) && !Directory.Exists(source)) throw new UsageException($"--data: '{source}' does not exist.");
            var loaded = IgnModel.Load(parsed.GetRequiredValue(model));
            if (source is null && !TrajectoryProtocol.IsGenerative(loaded))
                throw new UsageException("--data: needed, because the model does not generate from noise.");
            var clean = source is null ? null : FittedImages.Read(source, loaded.Card.ImageShape, parsed.GetValue(count), stop.Token);
            var protocol = new TrajectoryProtocol
            {
                Model = loaded,
                Clean = clean,
                Applications = parsed.GetValue(applications),
                Count = clean?.Count ?? parsed.GetValue(count),
                Seed = parsed.GetValue(seed),
            };
            int most = 3 * protocol.Pictured * protocol.Moments.Count; // noise, damaged, clean
            int enlarge = Picture.CheckScale(parsed.GetValue(scale), most, protocol.Moments.Count, loaded.Card.ImageShape, rowGroup: protocol.Pictured);
            var report = await ProgressDisplay.ComputeAsync(console, "starting", display =>
                protocol.Run(new Listener<double>(share => display.Update(share, $"{protocol.Count} images of each kind")), stop.Token)).ConfigureAwait(false);
            Write(console, report, folder, loaded.Card.ImageShape, enlarge);
            return ExitCode.Done;
        });
        return command;
    }

    private static void Write(CliConsole console, TrajectoryReport report, string folder, TensorShape shape, int enlarge)
    {
        Directory.CreateDirectory(folder);
        var pictures = report.Sets.SelectMany(s => s.Pictures).ToList();
        int columns = report.Moments.Count, rows = report.Sets[0].Pictures.Count / columns;
        PngGrid.Save(Path.Combine(folder, "grid.png"), pictures, columns, shape, enlarge, rowGroup: rows);
        AtomicFile.WriteAllText(Path.Combine(folder, "drift.svg"), report.ToPlot().ToSvg());
        AtomicFile.WriteAllText(Path.Combine(folder, "trajectory.json"), report.ToJson());
        foreach (var (name, trajectory) in report.Sets)
            console.Line(string.Create(CultureInfo.InvariantCulture, $"{name}: f moves {trajectory.Step[0]:G3}, application {trajectory.Step.Count} {trajectory.Step[^1]:G3}; from f {trajectory.FromFirst[^1]:G3} in the end"));
        if (report.Sets.SingleOrDefault(s => s.Name == "damaged") is { Best: { } best, FromClean: { } error })
            console.Line(string.Create(CultureInfo.InvariantCulture,
                $"damaged images are nearest to the clean ones after {best} application{(best == 1 ? "" : "s")}: |fᵏ − x| is {error[best]:G3}; it was {error[0]:G3}, and is {error[^1]:G3} in the end"));
        console.Line($"{Path.Combine(folder, "grid.png")}: {string.Join(", ", report.Sets.Select(s => s.Name))}, k = {string.Join(", ", report.Moments)}");
    }
}
