using System.CommandLine;
using System.Globalization;
using Ign.MLNet.Evaluation;
using Ign.MLNet.Networks;
using Ign.MLNet.Training;

namespace Ign.MLNet.Cli;

/// <summary><c>ign train</c>: trains a network in a run folder, and goes on there when it is started again.</summary>
internal static class TrainCommand
{
    internal static Command Create(CliConsole output, StopSignals stop)
    {
        var data = ValueOption.Required("--data", "An IDX file (idx3-ubyte, also .gz), a folder with an MNIST-like set, or a folder of images.", "path");
        var run = PathOption.Output("--run", "Run folder: options, log, sample grids, checkpoint, weights. With an earlier run in it, that run goes on.",
            "folder");
        var name = ValueOption.Of<string?>("--name", "Name for the model's card; the default is that of the run folder.", "text");
        var cache = ValueOption.Of<string?>("--cache",
            "Where the decoded images of a folder are kept for the next start. Default: in .ign-cache beside the run folder.", "file");
        var checkpoints = RangeOption.Create("--checkpoint-every", "Seconds between two checkpoints.", 120.0, 0, 86_400);
        var fit = ValueOption.Of("--fit",
            "What 'ign restore' is to do with images of other sizes, for the model's card: resize where images of whole things were trained on, tile where --data holds pieces of images.",
            "exact|resize|tile", FitMode.Resize) // a folder of images is brought to the shape as whole images
            .AcceptOnly("exact", "resize", "tile");
        var settings = new TrainSettings();
        var command = new Command("train",
            "Train a network. Ctrl+C saves a checkpoint and exits with 130; the same command goes on from it.\n'ign export' makes a model of the run. Under mpirun, or srun --mpi=pmix, all processes train one network.")
        {
            data, run, name, fit, cache, checkpoints,
        };
        foreach (var option in settings.Options) command.Add(option);
        command.SetAction(async (parsed, _) =>
        {
            string source = parsed.GetRequiredValue(data), folder = parsed.GetRequiredValue(run);
            var mpi = MpiCollective.Join();
            ICollective all = mpi ?? ICollective.Alone;
            var console = all.Ranks == 1 ? output : output.OfRank(all.Rank);
            // Checking makes files for a moment, and the others would stumble over them.
            if (all.Rank == 0) OutputPath.CheckFolder("--run", folder);
            if (Path.GetRelativePath(source, folder) == ".")
                throw new UsageException(
                    "--run: it is the folder of --data, and pictures of the run would be taken for images to train on; choose another folder.");
            var files = new RunFolder(folder);
            var stored = File.Exists(files.OptionsFile) ? TrainingOptions.FromJson(File.ReadAllText(files.OptionsFile)) : null;
            bool labels = settings.WantsLabels(parsed, stored);
            bool photos = settings.Photos.AreMeant(parsed, stored);
            // What is wrong with the options is said before a folder is decoded.
            var known = photos ? settings.Photos.Shape(parsed, stored) : settings.ShapeOf(parsed);
            if (!labels && known is { } wanted && Directory.Exists(source))
                CheckParts(settings.Build(parsed, new ImageFacts(wanted, 0, null), stored), all.Ranks);
            if (parsed.GetValue(cache) is not null && !TrainData.IsFolderOfImages(source))
                throw new UsageException($"--cache: only a folder of images is decoded and kept; '{source}' holds images as they are.");
            // Nor is a folder decoded for a training that cannot begin.
            TorchRuntime.Initialize();
            // The first one decodes, the others find what it kept.
            if (all.Rank > 0) all.Wait();
            else if (parsed.GetValue(cache) is { } kept) OutputPath.CheckFile("--cache", kept);
            else if (TrainData.IsFolderOfImages(source)) OutputPath.CheckFolder("--cache", Path.GetDirectoryName(TrainData.CacheFor(source, folder))!);
            string cacheFile = parsed.GetValue(cache) ?? TrainData.CacheFor(source, folder);
            TrainingOptions options;
            TrainingData images;
            TensorShape shape;
            if (photos)
            {
                shape = known!.Value;
                options = settings.Build(parsed, new ImageFacts(shape, 0, null), stored);
                var opened = await ProgressDisplay.ComputeAsync(console, "reading photographs", display =>
                    settings.Photos.Open(parsed, source, cacheFile, options,
                        new Listener<int>(read => display.Update(0, $"{read:N0} photographs read")), stop.Token)).ConfigureAwait(false);
                if (all.Rank == 0) foreach (string reason in opened.LeftOut) Warn(console, null, reason);
                options = settings.Build(parsed, new ImageFacts(shape, opened.Count, null), stored);
                images = opened;
            }
            else
            {
                var read = TrainData.Read(source, settings.ShapeOf(parsed) ?? stored?.Network.ImageShape, stop.Token, cache: cacheFile, labels: labels);
                (options, images, shape) = (settings.Build(parsed, ImageFacts.Of(read), stored), TrainingData.Of(read), read.Shape);
            }
            using var closing = images;
            if (all.Rank == 0) all.Wait();
            CheckCount(images.Count, options);
            CheckParts(options, all.Ranks);
            ProgressDisplay? shown = null;
            var training = new IgnTraining(options, images, folder)
            {
                CheckpointInterval = TimeSpan.FromSeconds(parsed.GetValue(checkpoints)),
                Collective = all,
                Warn = warning => Warn(console, shown, warning),
                Card = new IgnModelCard
                {
                    Name = parsed.GetValue(name) ?? Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder))),
                    Shape = shape,
                    Fit = photos ? FitMode.Tile : parsed.GetValue(fit),
                    TrainingData = Path.GetFileName(Path.TrimEndingDirectorySeparator(source)),
                    Command = ShellCommand.Of("ign", parsed.Tokens.Select(t => t.Value)),
                    Created = DateTime.UtcNow.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
                },
            };
            string learned = images is TrainingPhotos photographs ? PhotoSettings.Describe(photographs, options) : $"{images.Count:N0} images of {shape}";
            console.Line(
                $"{(files.HasCheckpoint ? "going on with" : "training")} {options.Network.Name} ({options.Network.ParameterCount:N0} parameters) on {learned}{(all.Ranks > 1 ? $" in {all.Ranks} processes" : "")}");
            await ProgressDisplay.RunAsync(console, "starting", display =>
            {
                shown = display;
                return Task.Run(() => Train(training, mpi, new Listener<TrainingProgress>(p => Show(display, files, p)), stop), CancellationToken.None);
            }).ConfigureAwait(false);
            console.Line($"curves and samples in {files.ReportFile}");
            console.Line($"weights in {files.WeightsFile}; make a model of them with: ign export {folder} --out model.onnx");
            return ExitCode.Done;
        });
        return command;
    }

    /// <summary>Trains, and takes leave of the other processes where all of them end as they should.</summary>
    private static void Train(IgnTraining training, MpiCollective? mpi, IProgress<TrainingProgress> progress, StopSignals stop)
    {
        try
        {
            training.Run(progress, stop.Token);
        }
        catch (OperationCanceledException)
        {
            // Another process may have got the signal.
            if (!stop.Token.IsCancellationRequested) stop.Stop(ExitCode.StoppedEarly);
            mpi?.Leave();
            throw;
        }
        mpi?.Leave();
    }

    private static void Show(ProgressDisplay display, RunFolder run, TrainingProgress progress)
    {
        string status = string.Create(CultureInfo.InvariantCulture,
            $"{progress.Images:N0} of {progress.TotalImages:N0} images, {progress.ImagesPerSecond:0} images/s, {Duration.Of(progress.Remaining)} left{Waiting(progress)}, {progress.Losses}");
        display.Update((double)progress.Images / progress.TotalImages, status.Replace("_loss", "", StringComparison.Ordinal));
        display.PlainLine(status);
        if (progress.HeldOut is not { } figures) return;
        display.Line(string.Create(CultureInfo.InvariantCulture, $"held-out images after {progress.Images:N0}: {figures}"));
        if (File.Exists(run.SamplesFile(progress.Images))) display.Line($"samples in {run.SamplesFile(progress.Images)}");
    }

    /// <summary>Waiting for data is worth a word where it costs time.</summary>
    private static string Waiting(TrainingProgress progress) =>
        progress.LoadingShare >= 0.05 ? string.Create(CultureInfo.InvariantCulture, $" ({progress.LoadingShare:P0} of the time waiting for data)") : "";

    /// <summary>Images must be left to learn from; the noise of a generating objective has a variance besides.</summary>
    private static void CheckCount(int images, TrainingOptions options)
    {
        int heldOut = options.HeldOutOf(images), least = options.Objective is UnpairedOptions ? 2 : 1;
        if (images >= heldOut + least) return;
        throw new UsageException(images > least
            ? $"--held-out: {heldOut:N0} of {images:N0} images would be held out, and at least {least} must be left to learn from; expected 1 to {images - least:N0}."
            : $"--data: {images} {(images == 1 ? "image is" : "images are")} too few: one is held out, and at least {least} must be left to learn from.");
    }

    /// <exception cref="UsageException">So many processes cannot share the batches.</exception>
    private static void CheckParts(TrainingOptions options, int ranks)
    {
        try
        {
            options.CheckParts(ranks);
        }
        catch (ArgumentException e)
        {
            throw new UsageException(e.Message);
        }
    }

    /// <summary>On a terminal a line to the error stream would tear the bar apart.</summary>
    private static void Warn(CliConsole console, ProgressDisplay? display, string warning)
    {
        if (console is { IsLive: true, IsQuiet: false } && display is not null) display.Line("warning: " + warning);
        else console.Error.WriteLine("warning: " + CliConsole.Clean(warning));
    }
}
