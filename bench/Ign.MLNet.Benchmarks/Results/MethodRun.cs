using System.Text.Json;
using Ign.MLNet.Evaluation;
using Ign.MLNet.Networks;
using Ign.MLNet.Training;

namespace Ign.MLNet.Benchmarks;

/// <summary>One method, trained with one seed on so many images, in a folder of its own; goes on where it was stopped.</summary>
internal sealed class MethodRun(Method method, long seed, long length, string folder)
{
    private readonly RunFolder _folder = new(folder);

    internal Method Method => method;

    internal long Seed => seed;

    /// <summary>Images of the training, with repetition.</summary>
    internal long Length => length;

    internal string ModelFile => Path.Combine(_folder.Path, "model.onnx");

    internal void Train(ImageSet images, int threads, CancellationToken cancellation)
    {
        // the published figures held out the last images
        var options = method.Options with { Images = length, Seed = seed, Threads = threads, Mirror = false, HeldOutFrom = HeldOutFrom.End };
        if (File.Exists(ModelFile) && File.Exists(_folder.OptionsFile) && File.ReadAllText(_folder.OptionsFile) == options.ToJson()) return;
        // refuses a run with other options
        new IgnTraining(options, images, _folder.Path) { Provider = ExecutionProvider.Cpu }.Run(cancellationToken: cancellation);
        AtomicFile.WriteAllBytes(ModelFile, ModelExport.Write(ModelSource.Load(_folder.WeightsFile)));
    }

    /// <summary>A figure of held-out images over the training.</summary>
    internal List<(double Images, double Value)> Curve(string name)
    {
        var points = new List<(double, double)>();
        foreach (string line in File.ReadLines(_folder.StatsFile))
        {
            using var json = JsonDocument.Parse(line);
            if (json.RootElement.TryGetProperty(name, out var value)) points.Add((json.RootElement.GetProperty("images").GetDouble(), value.GetDouble()));
        }
        return points;
    }

    /// <summary>Seconds that the steps took: images over speed, summed over the reports of all starts.</summary>
    internal double Seconds()
    {
        double seconds = 0, before = 0;
        foreach (string line in File.ReadLines(_folder.StatsFile))
        {
            using var json = JsonDocument.Parse(line);
            double images = json.RootElement.GetProperty("images").GetDouble(), speed = json.RootElement.GetProperty("images_per_second").GetDouble();
            seconds += (images - before) / speed;
            before = images;
        }
        return seconds;
    }
}
