using Ign.MLNet.Evaluation;
using Ign.MLNet.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace Ign.MLNet.Training.Tests;

[TestClass]
public sealed class HeldOutMonitorTests
{
    private static readonly TensorShape s_shape = new(1, 4, 4);

    [TestMethod]
    public void Coverage_counts_images_with_a_generated_one_inside_the_fifth_neighbour()
    {
        using var scope = NewDisposeScope();
        // Eleven points on a line, a unit apart: the fifth neighbour is 5 away at the ends and 3 away in the middle.
        var real = arange(11, dtype: ScalarType.Float32).reshape(11, 1, 1, 1);
        Assert.AreEqual(1, HeldOutMonitor.Coverage(real, real.clone()));
        Assert.AreEqual(0, HeldOutMonitor.Coverage(real, real + 100));
        // 0 covers itself and 1 (4 away from its fifth), 2 (3) and no more: 3 is exactly as far as its fifth neighbour.
        Assert.AreEqual(3.0 / 11, HeldOutMonitor.Coverage(real, zeros(4, 1, 1, 1)), 1e-12);
    }

    [TestMethod]
    [DataRow(20)]
    [DataRow(70, DisplayName = "more images than go through the network together")]
    public void A_constant_network_explains_nothing_and_the_identity_everything(int count)
    {
        var images = new SetImages(new ImageSet(s_shape, Pixels(2 * count), null));
        var monitor = Monitor(images, new NetworkSpec("images", s_shape, []), count);
        using var constant = new TorchNetwork(new NetworkSpec("constant", s_shape, [new Conv(1, 1, 1)])); // all parameters are 0
        using var identity = new TorchNetwork(new NetworkSpec("identity", s_shape, [new Residual([new Conv(1, 1, 1)])]));
        var (low, high) = (monitor.Measure(constant), monitor.Measure(identity));
        Assert.IsLessThan(0.01, low.Explained!.Value);
        Assert.AreEqual(0, low.Sources[0].Spread!.Value);
        Assert.AreEqual(1, high.Explained!.Value);
        Assert.AreEqual(0, high.Sources[0].Residual);
        Assert.IsNotNull(TrainingWatch.BadStart(low));
        Assert.IsNull(TrainingWatch.BadStart(high));
        Assert.IsTrue(low.TrainingGap is > 0.8 and < 1.25, $"{low.TrainingGap}");
    }

    [TestMethod]
    public void Fixed_statistics_that_do_not_fit_show_as_a_gap_to_those_of_the_batch()
    {
        var images = new SetImages(new ImageSet(s_shape, Pixels(40), null));
        var monitor = Monitor(images, new NetworkSpec("images", s_shape, []), 20);
        var spec = new NetworkSpec("norm", s_shape, [new BatchNorm(1)]);
        using var network = new TorchNetwork(spec);
        using var scope = NewDisposeScope();
        double mean = images.Slice(0, 20).ToArray().Average(), deviation = Math.Sqrt(images.Slice(0, 20).ToArray().Average(v => (v - mean) * (v - mean)));
        // Scaled so that the statistics of the batch give back the image; the fixed ones are far off. Its error must be above 0 for a ratio.
        network.Load(
            new WeightSet(spec,
                spec.ParameterShapes.Select(p =>
                    new NamedTensor(p.Name, p.Shape,
                        [p.Name.Split('.')[^1] switch { "weight" => (float)deviation * 1.1f, "bias" => (float)mean, "variance" => 4f, _ => 1f }]))));
        using var batch = new TorchNetwork(spec);
        using (no_grad()) batch.Values.copy_(network.Values);
        batch.TrainBatchNorm(new BatchNormOptions());
        Assert.IsGreaterThan(2, monitor.Measure(network, batch).BatchGap!.Value);
        Assert.IsNull(monitor.Measure(network).BatchGap);
    }

    [TestMethod]
    public void A_network_that_knows_labels_is_measured_on_its_images_with_their_labels()
    {
        // An image is white or black, and f(x | l) = l₀ - l₁/2, whatever x is.
        var images = new SetImages(
            new ImageSet(s_shape, [.. Enumerable.Range(0, 40).SelectMany(i => Enumerable.Repeat((byte)(i % 3 == 0 ? 255 : 0), s_shape.Size))],
                [.. Enumerable.Range(0, 40).Select(i => (byte)(i % 3 == 0 ? 0 : 1))]));
        var spec = new NetworkSpec("shades", s_shape with { Channels = 3 }, [new Conditioned(1, 2, [new Conv(3, 1, 1, Bias: false)])]);
        var monitor = Monitor(images, spec, 20);
        using var network = new TorchNetwork(spec);
        using (no_grad()) network.Values.copy_(tensor((float[])[0, 1, -0.5f]));
        var figures = monitor.Measure(network);
        // 7 of the 20 held-out images are light, and f makes those right; the 13 dark ones are half off.
        Assert.AreEqual(0.5 * 13 / 20, figures.Reconstruction, 1e-6);
        Assert.AreEqual(1, figures.TrainingGap!.Value * Dark(images) / 13, 1e-6);
        Assert.AreEqual(1 - 0.25 * 13 / 20 / (4 * 7.0 / 20 * 13 / 20), figures.Explained!.Value, 1e-6);
        Assert.AreEqual(0, figures.Sources[0].Residual, 1e-6);
        Assert.AreEqual(0.75, figures.Sources[0].Spread!.Value, 1e-5);
    }

    /// <summary>Watches the first images of a set and compares them with the last ones.</summary>
    private static HeldOutMonitor Monitor(SetImages images, NetworkSpec network, int heldOut)
    {
        var options = TrainingOptions.Generating(network) with
        {
            Objective = new IgnOptions { Noise = Noise.Gaussian },
            HeldOut = heldOut,
            HeldOutFrom = HeldOutFrom.End,
            Images = 1,
        };
        int[] order = [.. Enumerable.Range(heldOut, images.Count - heldOut), .. Enumerable.Range(0, heldOut)];
        return new HeldOutMonitor(new TrainingInputs(new ImageSelection(images, order), options), options, CPU);
    }

    private static int Dark(ITrainingImages images) => Enumerable.Range(20, 20).Count(i => images.Label(i) == 1);

    private static byte[] Pixels(int count)
    {
        var pixels = new byte[count * s_shape.Size];
        new Random(3).NextBytes(pixels);
        return pixels;
    }
}
