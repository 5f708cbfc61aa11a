using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Ign.MLNet.Evaluation;
using Ign.MLNet.Networks;
using Ign.MLNet.Training;

namespace Ign.MLNet.Cli;

/// <summary><c>ign features</c>: trains a small classifier whose features measures of distributions are computed in.</summary>
internal static class FeaturesCommand
{
    private static readonly FeatureTrainingOptions s_standard = new();

    internal static Command Create(CliConsole console, StopSignals stop)
    {
        var data = PathOption.ExistingFolder("--data", "A folder with an MNIST-like set and its labels, or of images in a sub-folder for each class.",
            "folder");
        var output = PathOption.Output("--out", "The feature network, for 'ign evaluate --features'.", "features.onnx");
        var name = ValueOption.Of<string?>("--name", "Name of the network, by which figures cite it; the default is that of the file.", "text");
        var shape = ShapeOption.Create();
        var images = RangeOption.Create("--images", "Length of the training in images, repetitions counted.", s_standard.Images, 1, 1_000_000_000L);
        var seed = ValueOption.Of<long>("--seed", "Seed of everything random.", "number", s_standard.Seed);
        var threads = RangeOption.Create("--threads", "Processor threads; results repeat exactly for one number.", s_standard.Threads, 1, 1024);
        var command = new Command("features",
            "Train a feature network on labelled images: a small classifier that\n'ign evaluate' measures distributions with. Minutes on a processor.")
        {
            data, output, name, shape, images, seed, threads,
        };
        command.SetAction(async (parsed, _) =>
        {
            string folder = parsed.GetRequiredValue(data), file = parsed.GetRequiredValue(output);
            OutputPath.CheckFile("--out", file);
            var (training, test) = Read(folder, ShapeOption.Read(parsed, shape), stop.Token);
            var options = s_standard with
            {
                Name = parsed.GetValue(name) ?? Path.GetFileNameWithoutExtension(file),
                Data = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder))),
                Images = parsed.GetValue(images),
                Seed = parsed.GetValue(seed),
                Threads = parsed.GetValue(threads),
            };
            var features = new FeatureTraining(options, training);
            console.Line($"training {options.Name} ({features.ParameterCount:N0} parameters) on {training.Count:N0} images of {training.Shape}");
            var clock = Stopwatch.StartNew();
            var result = await ProgressDisplay.ComputeAsync(console, "starting", display =>
                features.Run(test, new Listener<FeatureTrainingProgress>(p => Show(display, p, clock)), stop.Token)).ConfigureAwait(false);
            AtomicFile.WriteAllBytes(file, result.Onnx);
            string accuracy = result.TestAccuracy is { } share
                ? string.Create(CultureInfo.InvariantCulture, $"accuracy {share:0.00%} on {test!.Count:N0} test images")
                : "no test images, so that its accuracy is unknown";
            console.Line($"{file}: {accuracy}, {Duration.Of(clock.Elapsed)}");
            return ExitCode.Done;
        });
        return command;
    }

    private static (ImageSet Training, ImageSet? Test) Read(string folder, TensorShape? shape, CancellationToken cancellation)
    {
        var training = TrainData.Read(folder, shape, cancellation, labels: true);
        if (shape is { } wanted && wanted != training.Shape)
            throw new UsageException($"--shape: only a folder of images is brought to a shape; the images of --data have {training.Shape}.");
        return (training, IdxFolder.HasTraining(folder) && IdxFolder.HasTest(folder) ? IdxFolder.ReadTest(folder) : null);
    }

    private static void Show(ProgressDisplay display, FeatureTrainingProgress progress, Stopwatch clock)
    {
        double share = (double)progress.Images / progress.TotalImages;
        string status = string.Create(CultureInfo.InvariantCulture,
            $"{progress.Images:N0} of {progress.TotalImages:N0} images, {progress.Images / clock.Elapsed.TotalSeconds:0} images/s, {Duration.Of(clock.Elapsed * (1 / share - 1))} left, loss {progress.Loss:G3}");
        display.Update(share, status);
        display.PlainLine(status);
    }
}
