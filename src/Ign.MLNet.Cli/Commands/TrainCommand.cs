using System.CommandLine;
using System.Globalization;
using Ign.MLNet.Networks;
using Ign.MLNet.Training;

namespace Ign.MLNet.Cli;

/// <summary><c>ign train</c>: trains a network in a run folder, and goes on there when it is started again.</summary>
internal static class TrainCommand
{
    internal static Command Create(CliConsole console, StopSignals stop)
    {
        var data = new Option<string>("--data") { Description = "An IDX file (idx3-ubyte, also .gz), a folder with an MNIST-like set, or a folder of images.", HelpName = "path", Required = true };
        var run = PathOption.Output("--run", "Run folder: options, log, sample grids, checkpoint, weights. With an earlier run in it, that run goes on.", "folder");
        var name = new Option<string?>("--name") { Description = "Name for the model's card; the default is that of the run folder.", HelpName = "text" };
        var settings = new TrainSettings();
        var command = new Command("train", "Train a network. Ctrl+C saves a checkpoint and exits with 130; the same command goes on from it. 'ign export' makes a model of the run.") { data, run, name };
        foreach (var option in settings.Options) command.Add(option);
        command.SetAction(async (parsed, _) =>
        {
            string source = parsed.GetRequiredValue(data), folder = parsed.GetRequiredValue(run);
            if (File.Exists(folder)) throw new UsageException($"--run: '{folder}' is a file; expected a folder.");
            var files = new RunFolder(folder);
            var stored = File.Exists(files.OptionsFile) ? TrainingOptions.FromJson(File.ReadAllText(files.OptionsFile)) : null;
            var images = TrainData.Read(source, settings.ShapeOf(parsed) ?? stored?.Network.ImageShape, stop.Token, labels: settings.WantsLabels(parsed, stored));
            var options = settings.Build(parsed, images, stored);
            var training = new IgnTraining(options, images, folder)
            {
                Card = new IgnModelCard
                {
                    Name = parsed.GetValue(name) ?? Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder))),
                    Shape = images.Shape,
                    Fit = FitMode.Resize, // whole images are what it has seen
                    TrainingData = Path.GetFileName(Path.TrimEndingDirectorySeparator(source)),
                    Command = "ign " + string.Join(' ', parsed.Tokens.Select(t => t.Value.Contains(' ', StringComparison.Ordinal) ? $"\"{t.Value}\"" : t.Value)),
                    Created = DateTime.UtcNow.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
                },
            };
            console.Line($"{(files.HasCheckpoint ? "going on with" : "training")} {options.Network.Name} ({options.Network.ParameterCount:N0} parameters) on {images.Count:N0} images of {images.Shape}");
            await ProgressDisplay.RunAsync(console, "starting", display => Task.Run(() => training.Run(new Listener<TrainingProgress>(p => Show(display, p)), stop.Token), CancellationToken.None)).ConfigureAwait(false);
            console.Line($"weights in {files.WeightsFile}; make a model of them with: ign export {folder} --out model.onnx");
            return ExitCode.Done;
        });
        return command;
    }

    private static void Show(ProgressDisplay display, TrainingProgress progress)
    {
        string losses = string.Join(", ", progress.Losses.Named().Select(Figure));
        string status = string.Create(CultureInfo.InvariantCulture,
            $"{progress.Images:N0} of {progress.TotalImages:N0} images, {progress.ImagesPerSecond:0} images/s, {Duration.Of(progress.Remaining)} left, {losses}");
        display.Update((double)progress.Images / progress.TotalImages, status.Replace("_loss", "", StringComparison.Ordinal));
        display.PlainLine(status);
        if (progress.Monitors is not null) display.Line($"held-out images after {progress.Images:N0}: {string.Join(", ", progress.Monitors.Select(Figure))}");
    }

    private static string Figure(KeyValuePair<string, double> figure) => string.Create(CultureInfo.InvariantCulture, $"{figure.Key} {figure.Value:G4}");
}
