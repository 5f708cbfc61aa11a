using System.Diagnostics;
using Ign.MLNet;
using Ign.MLNet.Evaluation;
using Ign.MLNet.Networks;
using Spectre.Console;

namespace QuickStart;

/// <summary>The main job: load, measure, print, draw.</summary>
internal static class Session
{
    private const int QuickTest = 2_000;
    private const int QuickTraining = 10_000;
    private const int QuickDetails = 500;

    internal static async Task<int> RunAsync(Settings settings, CancellationToken cancellationToken)
    {
        try
        {
            await MeasureAsync(settings, cancellationToken);
            return 0;
        }
        catch (OperationCanceledException)
        {
            await Console.Error.WriteLineAsync("Interrupted.");
            return 130;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException or ArgumentException)
        {
            await Console.Error.WriteLineAsync(FirstLine(e));
            return 2;
        }
        catch (Exception e) when (e is IgnRuntimeException or InvalidDataException or IOException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync(FirstLine(e));
            return 1;
        }
    }

    private static async Task MeasureAsync(Settings settings, CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        string picture = Path.GetFullPath(settings.Picture);
        if (Path.GetFileName(picture).Length == 0 || Directory.Exists(picture))
            throw new ArgumentException($"--out: '{picture}' is a folder; give the name of a PNG file.");
        if (!Directory.Exists(Path.GetDirectoryName(picture)))
            throw new DirectoryNotFoundException($"--out: there is no folder '{Path.GetDirectoryName(picture)}'.");
        string folder = settings.Data ?? Shipped.Find("samples/data/fashion-mnist")
            ?? throw new DirectoryNotFoundException("There is no samples/data/fashion-mnist above the program; name a folder with --data.");
        string path = settings.Model ?? Shipped.Find("export/models/fashion-restore.onnx")
            ?? throw new FileNotFoundException("There is no export/models/fashion-restore.onnx above the program; name a model with --model.");

        // In JSON mode standard output is for the JSON alone.
        var console = Consoles.Create(settings.Json ? Console.Error : Console.Out);
        var model = Load(path);
        var (training, test) = (IdxFolder.ReadTraining(folder), IdxFolder.ReadTest(folder));
        if (!settings.Full) (training, test) = (training.Take(QuickTraining), test.Take(QuickTest));
        var trees = Classifiers.Trees(out string classifier, out string? advice);
        if (advice is not null) console.MarkupLineInterpolated($"[yellow]{advice}[/]");
        console.MarkupLineInterpolated($"{test.Count:N0} test images, {training.Count:N0} clean training images, model [bold]{model.Card.Name}[/]");

        var protocol = new RestorationProtocol
        {
            Training = training,
            Test = test,
            Model = model,
            Classifier = trees,
            ClassifierName = classifier,
            LinearClassifier = Classifiers.Linear,
            DetailImages = settings.Full ? test.Count : QuickDetails,
        };
        var report = await Consoles.WithProgressAsync(console, progress => protocol.Run(progress, cancellationToken), cancellationToken);

        if (settings.Json) await Console.Out.WriteLineAsync(report.ToJson());
        else ReportTables.Write(console, report);
        Picture.Save(picture, model, test, protocol.Damage, protocol.Seed);
        console.WriteLine($"Rows of the picture: {string.Join(", ", protocol.Damage.Select(c => c.Name))}; in groups of clean, noisy, f(y), f(f(y)).");
        console.WriteLine($"Wrote {picture} and {Photograph.Show(console, picture)}");
        console.WriteLine($"{watch.Elapsed.TotalSeconds:0} s in all.");
    }

    private static IgnModel Load(string path)
    {
        try
        {
            return IgnModel.Load(path);
        }
        catch (IgnFormatException e)
        {
            throw new InvalidDataException($"'{path}': {e.Message}", e);
        }
    }

    private static string FirstLine(Exception e)
    {
        string message = e.Message;
        int end = message.AsSpan().IndexOfAny('\r', '\n');
        return end < 0 ? message : message[..end];
    }
}
