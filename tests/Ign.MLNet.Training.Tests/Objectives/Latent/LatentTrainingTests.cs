using Ign.MLNet.Evaluation;
using Ign.MLNet.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace Ign.MLNet.Training.Tests;

[TestClass]
public sealed class LatentTrainingTests
{
    private const int Split = 9; // of the small DCGAN: its first decoder layer
    private static readonly TensorShape s_shape = new(1, 28, 28);
    private static readonly Layer[] s_body = [new Conv(8, 12, 1), new GroupNorm(2, 12), new Activation(ActivationKind.LeakyRelu), new Conv(12, 8, 1)];
    private readonly string _folder = Directory.CreateTempSubdirectory("ign-latent-").FullName;

    private static TrainingOptions Ign => new() { Network = Dcgan.For(new(1, 28, 28), new() { Width = 4, Latent = 8, Groups = 2 }), Ign = new IgnOptions(), Images = 96, BatchSize = 8, HeldOut = 16, Threads = 1 };

    [TestCleanup]
    public void Clean() => Directory.Delete(_folder, recursive: true);

    [TestMethod]
    [DataRow("ign")]
    [DataRow("naign")]
    public void Only_the_middle_moves_and_a_stop_changes_nothing(string objective)
    {
        string file = Autoencoder();
        var plain = objective == "ign" ? Ign : Ign with { Ign = null, Naign = new NaignOptions { Pool = 70, Refresh = 16 } };
        var options = TrainingOptions.InLatents(plain, file, Split, s_body);
        string straight = Path.Combine(_folder, "straight"), broken = Path.Combine(_folder, "broken");
        Train(options, straight).Run();
        using (var stop = new CancellationTokenSource())
            Assert.ThrowsExactly<OperationCanceledException>(() => new IgnTraining(options, Images(), broken) { ReportInterval = 40 }.Run(new Stopper(stop), stop.Token));
        Train(options, broken).Run();
        foreach (string name in new[] { "weights.safetensors", "checkpoint.safetensors" })
            CollectionAssert.AreEqual(File.ReadAllBytes(Path.Combine(straight, name)), File.ReadAllBytes(Path.Combine(broken, name)), name);

        WeightSet autoencoder = WeightFile.Load(file), trained = WeightFile.Load(Path.Combine(straight, "weights.safetensors"));
        var start = Initialization.Dcgan(options.Network, options.Seed);
        foreach (var tensor in trained.InOrder)
        {
            int layer = int.Parse(tensor.Name[..tensor.Name.IndexOf('.', StringComparison.Ordinal)], System.Globalization.CultureInfo.InvariantCulture);
            if (layer is >= Split and < Split + 4) CollectionAssert.AreNotEqual(start[tensor.Name].Data, tensor.Data, tensor.Name);
            else CollectionAssert.AreEqual(autoencoder[(layer < Split ? layer : layer - 4) + tensor.Name[tensor.Name.IndexOf('.', StringComparison.Ordinal)..]].Data, tensor.Data, tensor.Name);
        }
    }

    /// <summary>The gradient of the middle is that of the paper's objective on codes, and encoder and decoder have none.</summary>
    [TestMethod]
    public void Gradients_are_those_of_the_objective_on_codes()
    {
        using var scope = NewDisposeScope();
        var autoencoder = Initialization.He(Dcgan.For(new(1, 28, 28), new() { Width = 4, Latent = 8, Groups = 2 }), 3);
        var spec = LatentNetwork.Compose(autoencoder.Spec, Split, s_body);
        var options = new LatentOptions { Autoencoder = "", Hash = "", First = Split, Count = s_body.Length };
        using var whole = new TorchNetwork(spec);
        whole.Load(LatentNetwork.Place(autoencoder, Initialization.He(spec, 4), options));
        Tensor x = rand(4, 1, 28, 28), z = randn(4, 1, 28, 28);
        using var latent = new LatentObjective(new IgnObjective(new IgnOptions()), new LatentEncoder(autoencoder, Split), options);
        latent.Step(whole, new TrainingBatch(x, z));
        var got = whole.Gradients.clone();

        using var body = new TorchNetwork(new NetworkSpec("h", new TensorShape(8, 1, 1), s_body));
        long before = spec.Layers.Take(Split).SelectMany((l, i) => l.Parameters($"{i}")).Sum(p => p.Count), count = body.Values.numel();
        body.Values.copy_(whole.Values.narrow(0, before, count));
        using var whole2 = new TorchNetwork(autoencoder.Spec);
        whole2.Load(autoencoder);
        new IgnObjective(new IgnOptions()).Step(body, new TrainingBatch(whole2.ForwardLayers(x, 0, Split).detach(), whole2.ForwardLayers(z, 0, Split).detach()));

        Assert.IsTrue(body.Gradients.abs().max().ToDouble() > 0);
        Assert.AreEqual(0, (got.narrow(0, before, count) - body.Gradients).abs().max().ToDouble());
        Assert.AreEqual(0, got.narrow(0, 0, before).abs().max().ToDouble());
        Assert.AreEqual(0, got.narrow(0, before + count, got.numel() - before - count).abs().max().ToDouble());
    }

    [TestMethod]
    public void The_autoencoder_learns_and_stops_without_a_trace()
    {
        string file = Autoencoder();
        var lines = File.ReadAllLines(Path.Combine(Path.GetDirectoryName(file)!, "stats.jsonl"));
        StringAssert.Contains(lines[^1], "reconstruction_loss");
        Assert.AreEqual(Dcgan.For(new(1, 28, 28), new() { Width = 4, Latent = 8, Groups = 2 }).ToJson(), WeightFile.Load(file).Spec.ToJson());
    }

    [TestMethod]
    public void Another_autoencoder_is_refused()
    {
        var options = TrainingOptions.InLatents(Ign, Autoencoder(), Split, s_body);
        WeightFile.Save(options.Latent!.Autoencoder, Initialization.He(Dcgan.For(new(1, 28, 28), new() { Width = 4, Latent = 8, Groups = 2 }), 5));
        var error = Assert.ThrowsExactly<InvalidDataException>(() => Train(options, Path.Combine(_folder, "run")).Run());
        StringAssert.Contains(error.Message, "another autoencoder");
    }

    [TestMethod]
    [DataRow(Distance.L1)]
    [DataRow(Distance.L2)]
    public void Gradient_of_the_autoencoder_equals_finite_differences(Distance distance)
    {
        using var scope = NewDisposeScope();
        using var f = TinyNetwork.Create();
        Tensor x = TinyNetwork.Images(3, 2), z = TinyNetwork.Images(3, 3);
        new AutoencoderObjective(new AutoencoderOptions { Distance = distance }).Step(f, new TrainingBatch(x, z));
        var right = TinyNetwork.FiniteDifferences(f, () => D(x).ToDouble());
        Assert.IsLessThan(1e-6, TinyNetwork.Error(right, TinyNetwork.Gradient(f)));
        Assert.IsGreaterThan(1e-4, TinyNetwork.Error(TinyNetwork.FiniteDifferences(f, () => D(z).ToDouble()), TinyNetwork.Gradient(f)));

        Tensor D(Tensor images)
        {
            var difference = f.Forward(images) - images;
            return distance == Distance.L1 ? difference.abs().mean() : difference.square().mean();
        }
    }

    private string Autoencoder()
    {
        string folder = Path.Combine(_folder, "autoencoder");
        Train(Ign with { Ign = null, Autoencoder = new AutoencoderOptions(), Regularizers = [new RegularizerOptions { Kind = RegularizerKind.Alignment, Split = Split }] }, folder).Run();
        return Path.Combine(folder, "weights.safetensors");
    }

    private static IgnTraining Train(TrainingOptions options, string folder) => new(options, Images(), folder) { ReportInterval = 40 };

    private static ImageSet Images()
    {
        var pixels = new byte[40 * s_shape.Size];
        new Random(1).NextBytes(pixels);
        return new ImageSet(s_shape, pixels, null);
    }

    private sealed class Stopper(CancellationTokenSource source) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => source.Cancel();
    }
}
