using Ign.MLNet.Evaluation;
using Ign.MLNet.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace Ign.MLNet.Training.Tests;

[TestClass]
public sealed class LabelledTrainingTests
{
    private const int Classes = 3;
    private static readonly TensorShape s_shape = new(1, 28, 28);
    private static readonly NetworkSpec s_network = Dcgan.For(new(1, 28, 28), new() { Classes = Classes, Width = 4, Latent = 8, Groups = 2 });
    private readonly string _folder = Directory.CreateTempSubdirectory("ign-labels-").FullName;

    private static TrainingOptions Ign => new() { Network = s_network, Objective = new IgnOptions(), Images = 96, BatchSize = 8, HeldOut = 16, Threads = 1 };

    [TestCleanup]
    public void Clean() => Directory.Delete(_folder, recursive: true);

    [TestMethod]
    public void A_damaged_image_has_the_label_of_the_real_one()
    {
        using var scope = NewDisposeScope();
        var (real, source) = Loader(new Gaussian(0.1f), 0).Load(0, 60, CPU);
        CollectionAssert.AreEqual((long[])[60, 1 + Classes, 28, 28], real.shape);
        Assert.IsTrue(Labels(real).Equals(Labels(source)));
        // An image is grey in a shade that tells its class.
        var classes = (real[.., 0, 0, 0] * 127.5 + 127.5).round().remainder(Classes).to(ScalarType.Int64);
        Assert.IsTrue(classes.Equals(Labels(real)[.., .., 5, 9].argmax(1)));
        Assert.IsTrue(Labels(real).sum(1).eq(1).all().ToBoolean(), "one channel of ones");
    }

    [TestMethod]
    public void Noise_has_a_label_that_is_uniform_and_its_own()
    {
        using var scope = NewDisposeScope();
        var (real, source) = Loader(new GaussianSource(), 0).Load(0, 600, CPU);
        var drawn = Labels(source)[.., .., 0, 0];
        foreach (double share in drawn.mean([0]).data<float>()) Assert.AreEqual(1.0 / Classes, share, 0.08);
        double agreement = (drawn * Labels(real)[.., .., 0, 0]).sum(1).mean().ToDouble();
        Assert.AreEqual(1.0 / Classes, agreement, 0.08);
    }

    [TestMethod]
    public void Some_images_and_their_sources_have_no_label()
    {
        using var scope = NewDisposeScope();
        var (real, source) = Loader(new GaussianSource(), 0.3).Load(0, 600, CPU);
        Tensor labelled = Labels(real)[.., .., 0, 0].sum(1), noise = Labels(source)[.., .., 0, 0].sum(1);
        Assert.AreEqual(0.7, labelled.mean().ToDouble(), 0.06);
        Assert.IsTrue(labelled.Equals(noise));
    }

    [TestMethod]
    public void Labels_do_not_depend_on_the_batch_and_change_no_image()
    {
        using var scope = NewDisposeScope();
        var whole = Loader(new GaussianSource(), 0.3).Load(30, 12, CPU);
        var parts = Enumerable.Range(0, 4).Select(i => Loader(new GaussianSource(), 0.3).Load(30 + 3 * i, 3, CPU)).ToList();
        Assert.IsTrue(whole.Real.Equals(cat(parts.Select(p => p.Real).ToList())));
        Assert.IsTrue(whole.Source.Equals(cat(parts.Select(p => p.Source).ToList())));
        var without = new BatchLoader(new SetImages(Images()), new GaussianSource(), 5, new Augmentation(Mirror: true, Turn: false)).Load(30, 12, CPU);
        Assert.IsTrue(without.Real.Equals(LabelledBatch.Images(s_network, whole.Real)));
        Assert.IsTrue(without.Source.Equals(LabelledBatch.Images(s_network, whole.Source)));
    }

    /// <summary>A network that ignores its labels learns exactly what it learns without label channels.</summary>
    [TestMethod]
    [DataRow("ign")]
    [DataRow("fused")]
    [DataRow("naign")]
    [DataRow("restoration")]
    [DataRow("linear")]
    [DataRow("regularized")]
    public void Losses_and_gradients_are_those_of_the_image_alone(string name)
    {
        using var scope = NewDisposeScope();
        var body = TinyNetwork.Spec.Layers;
        var wide = (Conv)body[0];
        using var plain = TinyNetwork.Create();
        using var labelled = new TorchNetwork(new NetworkSpec("labelled", new TensorShape(1 + Classes, 4, 4),
            [new Conditioned(1, Classes, [wide with { In = 1 + Classes }, .. body.Skip(1)])]), type: ScalarType.Float64);
        int bias = 16 * wide.Out; // values of the first kernel
        long first = bias * (1 + Classes);
        labelled.Values.zero_();
        labelled.Values.narrow(0, 0, first).view(wide.Out, 1 + Classes, 16).narrow(1, 0, 1).copy_(plain.Values.narrow(0, 0, bias).view(-1, 1, 16));
        labelled.Values.narrow(0, first, labelled.Values.numel() - first).copy_(plain.Values.narrow(0, bias, plain.Values.numel() - bias));

        Tensor x = TinyNetwork.Images(3, 2), z = TinyNetwork.Images(3, 3), label = zeros([3, Classes, 4, 4], ScalarType.Float64);
        // A pool is searched among samples of the same label: with none at all, among the same ones as without classes.
        if (name != "naign") label.narrow(1, 1, 1).fill_(1);
        var expected = Step(plain, name, x, z, default);
        var losses = Step(labelled, name, cat([x, label], 1), cat([z, label], 1), new LabelLaw(Classes, Dropout: 1));

        foreach (var (e, a) in expected.Named().Zip(losses.Named())) Assert.AreEqual(e.Value, a.Value, 1e-12, e.Key);
        var gradient = labelled.Gradients.narrow(0, 0, first).view(wide.Out, 1 + Classes, 16).narrow(1, 0, 1).reshape(-1);
        Tensor all = cat([gradient, labelled.Gradients.narrow(0, first, labelled.Gradients.numel() - first)]);
        Assert.IsLessThan(1e-12, (all - plain.Gradients).abs().max().ToDouble());
        Assert.IsGreaterThan(1e-3, plain.Gradients.abs().max().ToDouble());
    }

    /// <summary>Two constant classes: the nearest sample to an image is one of the other class, and must not be taken.</summary>
    [TestMethod]
    public void Coverage_pulls_samples_of_the_image_s_own_class()
    {
        using var scope = NewDisposeScope();
        // f(z | l) = l₀ - l₁, whatever z is: +1 for class 0, -1 for class 1, 0 without a label.
        using var f = new TorchNetwork(new NetworkSpec("sign", new TensorShape(3, 4, 4), [new Conditioned(1, 2, [new Conv(3, 1, 1, Bias: false)])]),
            type: ScalarType.Float64);
        f.Values.copy_(tensor(new double[] { 0, 1, -1 }));
        using var objective = new NaignObjective(new NaignOptions { Distance = Distance.L2, Pool = 32 }, new GaussianSource(), new TensorShape(1, 4, 4), 1,
            null, ScalarType.Float64, new LabelLaw(2, 0.2));
        var x = zeros([1, 3, 4, 4], ScalarType.Float64);
        x.narrow(1, 0, 1).fill_(-0.9); // nearest to what class 1 makes
        x.narrow(1, 1, 1).fill_(1);    // but of class 0
        Assert.AreEqual(1.9 * 1.9, objective.Step(f, new TrainingBatch(x, x)).Coverage!.Value, 1e-12);
        var before = objective.Tensors["pool"];
        Assert.IsTrue(before.eq(1).any().ToBoolean() && before.eq(-1).any().ToBoolean() && before.eq(0).any().ToBoolean(),
            "samples of both classes and of none");
    }

    [TestMethod]
    [DataRow("ign")]
    [DataRow("naign")]
    public void Stopped_and_resumed_equals_never_stopped_byte_for_byte(string objective)
    {
        var options = objective == "ign" ? Ign : Ign with { Objective = new NaignOptions { Pool = 20, Refresh = 24 } };
        string straight = Path.Combine(_folder, "straight"), broken = Path.Combine(_folder, "broken");
        new IgnTraining(options, Images(), straight) { ReportInterval = 40 }.Run();
        using (var stop = new CancellationTokenSource())
            Assert.ThrowsExactly<OperationCanceledException>(() =>
                new IgnTraining(options, Images(), broken) { ReportInterval = 40 }.Run(new Stopper(stop), stop.Token));
        new IgnTraining(options, Images(), broken) { ReportInterval = 40 }.Run();
        foreach (var file in new[] { "weights.safetensors", "checkpoint.safetensors" })
            CollectionAssert.AreEqual(File.ReadAllBytes(Path.Combine(straight, file)), File.ReadAllBytes(Path.Combine(broken, file)), file);
    }

    [TestMethod]
    public void A_trained_model_generates_for_labels_and_passes_their_channels_through()
    {
        new IgnTraining(Ign with { LearningRate = 0.01 }, Images(), _folder).Run();
        Assert.IsNotEmpty(Directory.GetFiles(_folder, "samples-*.png"));
        var model = IgnModel.FromBytes(ModelExport.Write(ModelSource.Load(Path.Combine(_folder, "weights.safetensors"))));
        Assert.AreEqual((Classes, s_shape), (model.Card.Classes, model.Card.ImageShape));
        float[] z = LatentSampler.Of(model.Card).Sample(1, 0);
        Assert.HasCount(s_shape.Size, z);

        using var projector = new UnitProjector(model);
        float[] none = projector.Project(z), one = projector.ProjectAs(z, 1), two = projector.ProjectAs(z, 2);
        CollectionAssert.AreNotEqual(one, two);
        CollectionAssert.AreNotEqual(one, none);
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => projector.ProjectAs(z, Classes));

        float[] label = new float[Classes * 784], output = new float[s_network.Input.Size];
        LabelChannels.Write(1, label, Classes);
        using var direct = new IgnProjector(model, new IgnProjectorOptions());
        direct.Project((float[])[.. z, .. label], output);
        CollectionAssert.AreEqual(one, output[..s_shape.Size]);
        CollectionAssert.AreEqual(label, output[s_shape.Size..]);

        // In another range of values the labels stay 0 and 1.
        var bright = IgnModel.FromBytes(ModelExport.Write(ModelSource.Load(Path.Combine(_folder, "weights.safetensors"), c => c with { Minimum = 0 })));
        using var brightProjector = new UnitProjector(bright);
        foreach (var (e, a) in one.Zip(brightProjector.ProjectAs(z, 1))) Assert.AreEqual(e, a, 1e-4f);
    }

    [TestMethod]
    public void Images_without_labels_or_with_unknown_ones_are_refused()
    {
        var images = Images();
        var error = Assert.ThrowsExactly<ArgumentException>(() => new IgnTraining(Ign, new ImageSet(s_shape, images.Pixels, null), _folder));
        StringAssert.Contains(error.Message, "no labels");
        images.Labels![7] = Classes;
        error = Assert.ThrowsExactly<ArgumentException>(() => new IgnTraining(Ign, images, _folder));
        StringAssert.Contains(error.Message, "image 7 has label 3");
    }

    [TestMethod]
    public void Other_labels_are_other_data()
    {
        new IgnTraining(Ign with { Images = 8 }, Images(), _folder).Run();
        var other = Images();
        other.Labels![0]++;
        var error = Assert.ThrowsExactly<InvalidDataException>(() => new IgnTraining(Ign with { Images = 8 }, other, _folder).Run());
        StringAssert.Contains(error.Message, "other images");
    }

    private static Losses Step(TorchNetwork network, string name, Tensor x, Tensor z, LabelLaw labels)
    {
        var ign = new IgnOptions { ClampDetached = false };
        using var naign = new NaignObjective(new NaignOptions { Distance = Distance.L2, IdempotenceWeight = 0.5, Pool = 12 }, new GaussianSource(),
            new TensorShape(1, 4, 4), 1, null, ScalarType.Float64, labels);
        IObjective objective = name switch
        {
            "ign" => new IgnObjective(ign),
            "fused" => new FusedIgnObjective(ign),
            "naign" => naign,
            "linear" => new LinearIgnObjective(new LinearIgnOptions()),
            "regularized" =>
                new RegularizedObjective(new IgnObjective(ign),
                    [new() { Kind = RegularizerKind.JensenVicary, Weight = 0.5 }, new() { Kind = RegularizerKind.BatchDeviation, Weight = 2 }]),
            _ => new PairedObjective(new PairedOptions()),
        };
        network.ZeroGradients();
        return objective.Step(network, new TrainingBatch(x, z, 1));
    }

    private static Tensor Labels(Tensor batch) => LabelledBatch.Labels(s_network, batch);

    private static BatchLoader Loader(SourceDistribution source, double dropout) =>
        new(new SetImages(Images()), source, 5, new Augmentation(Mirror: true, Turn: false), new LabelLaw(Classes, dropout));

    /// <summary>Grey images; the shade is the number of the image, the class its remainder.</summary>
    private static ImageSet Images() =>
        new(s_shape, [.. Enumerable.Range(0, 60).SelectMany(i => Enumerable.Repeat((byte)i, s_shape.Size))],
            [.. Enumerable.Range(0, 60).Select(i => (byte)(i % Classes))]);

    private sealed class Stopper(CancellationTokenSource source) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => source.Cancel();
    }
}
