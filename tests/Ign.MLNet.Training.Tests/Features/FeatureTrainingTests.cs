using Ign.MLNet.Evaluation;
using Ign.MLNet.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace Ign.MLNet.Training.Tests;

[TestClass]
[DoNotParallelize]
public sealed class FeatureTrainingTests
{
    private static readonly TensorShape s_shape = new(1, 12, 12);

    [TestMethod]
    [DataRow(1, 28, 28)]
    [DataRow(3, 20, 13)]
    [DataRow(1, 3, 3)]
    public void TorchSharp_and_the_written_file_agree(int channels, int height, int width)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var layout = new FeatureLayout(new TensorShape(channels, height, width), 16, 7);
        using var module = new FeatureModule(layout, 3);
        module.Values.add_(randn_like(module.Values).mul_(0.02)); // biases too
        var images = randn(5, channels, height, width);
        var (features, logits) = module.Forward(images);
        using var network = Load(FeatureNetworkWriter.Write(layout, module.ToTensors(), new Dictionary<string, string>()));
        var batch = network.Extract(images.data<float>().ToArray());
        Assert.IsLessThan(1e-5, Largest(features, batch.Features));
        Assert.IsLessThan(1e-5, Largest(logits, batch.Logits!));
        Assert.IsGreaterThan(0.1, batch.Logits!.Max(Math.Abs), "Nothing was compared.");
    }

    [TestMethod]
    public void Classes_that_can_be_told_apart_are_learned_and_the_file_says_how_well()
    {
        long tensors = Tensor.TotalCount;
        var test = Bars(300, 2);
        var reports = new List<FeatureTrainingProgress>();
        var result = new FeatureTraining(Options, Bars(600, 1)).Run(test, new Reporter(reports.Add));
        Assert.IsGreaterThan(0.97, result.TestAccuracy!.Value);
        Assert.AreEqual(tensors, Tensor.TotalCount);
        Assert.IsLessThan(reports[0].Loss / 3, reports[^1].Loss);
        Assert.AreEqual(Options.Images, reports[^1].Images);
        using var network = Load(result.Onnx);
        Assert.AreEqual(result.TestAccuracy.Value, network.Extract(test.ToRange()).Accuracy(test.Labels), 1e-9);
        Assert.AreEqual(("bars", "made up", "12000", "7", "300"),
            (network.Name, network.Metadata["data"], network.Metadata["images"], network.Metadata["seed"], network.Metadata["test_images"]));
    }

    [TestMethod]
    public void The_same_seed_gives_the_same_bytes()
    {
        byte[] Run(long seed) => new FeatureTraining(Options with { Images = 300, Seed = seed }, Bars(100, 1)).Run().Onnx;
        CollectionAssert.AreEqual(Run(1), Run(1));
        CollectionAssert.AreNotEqual(Run(1), Run(2));
    }

    [TestMethod]
    public void Images_without_labels_and_a_cancelled_token_are_refused()
    {
        var labelled = Bars(50, 1);
        Assert.ThrowsExactly<ArgumentException>(() => new FeatureTraining(Options, new ImageSet(s_shape, labelled.Pixels, null)));
        Assert.ThrowsExactly<ArgumentException>(() => new FeatureTraining(Options with { Features = 0 }, labelled));
        Assert.ThrowsExactly<OperationCanceledException>(() =>
            new FeatureTraining(Options, labelled).Run(cancellationToken: new CancellationToken(canceled: true)));
        Assert.ThrowsExactly<ArgumentException>(() => new FeatureTraining(Options, labelled).Run(new ImageSet(s_shape, labelled.Pixels, null)));
    }

    private static FeatureTrainingOptions Options { get; } = new()
    {
        Name = "bars",
        Data = "made up",
        Images = 12_000,
        BatchSize = 32,
        Seed = 7,
        Features = 16,
    };

    /// <summary>A bar that is horizontal, vertical or diagonal, at a random place, in noise.</summary>
    private static ImageSet Bars(int count, ulong seed)
    {
        var random = new SeededRandom(seed);
        var (pixels, labels) = (new byte[count * s_shape.Size], new byte[count]);
        for (int i = 0; i < count; i++)
        {
            labels[i] = (byte)random.Next(3);
            int top = 3 + random.Next(6), left = 3 + random.Next(6);
            var image = pixels.AsSpan(i * s_shape.Size, s_shape.Size);
            for (int p = 0; p < image.Length; p++) image[p] = (byte)random.Next(60);
            for (int d = -3; d <= 3; d++)
                image[Math.Clamp(labels[i] == 1 ? top : top + d, 0, 11) * 12 + Math.Clamp(labels[i] == 0 ? left : left + d, 0, 11)] = 230;
        }
        return new ImageSet(s_shape, pixels, labels);
    }

    private static double Largest(Tensor expected, float[] actual) => expected.data<float>().ToArray().Zip(actual, (a, b) => Math.Abs(a - b)).Max();

    private static FeatureNetwork Load(byte[] onnx)
    {
        string path = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(path, onnx);
            return FeatureNetwork.Load(path);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private sealed class Reporter(Action<FeatureTrainingProgress> report) : IProgress<FeatureTrainingProgress>
    {
        public void Report(FeatureTrainingProgress value) => report(value);
    }
}
