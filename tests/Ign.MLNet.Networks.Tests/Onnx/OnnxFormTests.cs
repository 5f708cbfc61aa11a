using Microsoft.ML.OnnxRuntime;

namespace Ign.MLNet.Networks.Tests;

/// <summary>Every form of a model file computes what the network computes.</summary>
[TestClass]
public sealed class OnnxFormTests
{
    private static readonly NetworkSpec s_spec = TestNetworks.Small() with { Input = new TensorShape(1, 6, 8) };
    private static readonly NetworkSpec s_colour = new NetworkSpec("colour", new TensorShape(3, 4, 6),
        [new Conv(3, 3, 3, 1, 1), new Activation(ActivationKind.Tanh)]);

    [TestMethod]
    [DataRow(WeightPrecision.Float32)]
    [DataRow(WeightPrecision.Float16)]
    [DataRow(WeightPrecision.Int8)]
    public void A_file_computes_with_exactly_the_weights_that_its_hash_names(WeightPrecision precision)
    {
        var weights = TestNetworks.Weights(s_spec, 1);
        byte[] onnx = Write(weights, new OnnxForm { Precision = precision, Applications = 3 });
        var rounded = WeightRounding.Apply(weights, precision);
        var info = OnnxModelReader.Read(onnx);
        var card = OnnxModelCheck.Check(info);
        Assert.AreEqual((precision, 3, WeightHash.Of(rounded)), (card.Precision, card.Applications, card.WeightsHash));
        foreach (var (expected, actual) in rounded.InOrder.Zip(OnnxWeights.Read(info, s_spec).InOrder))
            CollectionAssert.AreEqual(expected.Data, actual.Data, expected.Name);
        float[] image = TestNetworks.Images(s_spec.Input, 2, 4);
        AssertClose(Applied(rounded, image, 3), Run<float>(onnx, image, 2, 1, 6, 8), 1e-5);
    }

    [TestMethod]
    public void Values_between_layers_are_rounded_to_their_measured_ranges()
    {
        var weights = TestNetworks.Weights(s_spec, 1);
        float[][] images = [.. TestNetworks.Images(s_spec.Input, 16, 4).Chunk(48)];
        OnnxForm Form(IEnumerable<float[]> calibration) =>
            new() { Precision = WeightPrecision.Int8Static, Opset = 13, Ranges = ActivationRanges.Measure(weights, calibration) };
        double Error(byte[] onnx) => images.Max(image => Applied(weights, image, 1).Zip(Run<float>(onnx, image, 1, 1, 6, 8), (e, a) => Math.Abs(e - a)).Max());
        byte[] good = Write(weights, Form(images));
        var info = OnnxModelReader.Read(good);
        Assert.AreEqual(WeightPrecision.Int8Static, OnnxModelCheck.Check(info).Precision);
        // What the layers between the first and the last convolution take and give; then also the kernel of the one that is neither.
        Assert.AreEqual((5, 6), (info.Operators["QuantizeLinear"], info.Operators["DequantizeLinear"]));
        foreach (var (expected, actual) in WeightRounding.Apply(weights, WeightPrecision.Int8Static).InOrder.Zip(OnnxWeights.Read(info, s_spec).InOrder))
            CollectionAssert.AreEqual(expected.Data, actual.Data, expected.Name);
        double error = Error(good);
        Assert.IsGreaterThan(1e-4, error);
        Assert.IsLessThan(0.1, error);
        // Ranges of images that are ten times fainter cut everything off.
        Assert.IsGreaterThan(3 * error, Error(Write(weights, Form(images.Select(i => Array.ConvertAll(i, v => v / 10))))));

        Assert.ThrowsExactly<ArgumentException>(() => Write(weights, Form(images) with { Ranges = null }));
        Assert.ThrowsExactly<ArgumentException>(() => Write(weights, Form(images) with { Precision = WeightPrecision.Int8 }));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Write(weights, Form(images) with { Opset = 12 }));
        var other = TestNetworks.Weights(s_colour, 2);
        Assert.Contains("measured on another network",
            Assert.ThrowsExactly<ArgumentException>(() =>
                Write(weights, Form(images) with { Ranges = ActivationRanges.Measure(other, [TestNetworks.Images(s_colour.Input, 1, 1)]) })).Message);
    }

    [TestMethod]
    [DataRow(1e-44f)]
    [DataRow(1e-39f)]
    [DataRow(1e-36f)]
    [DataRow(1.5e-36f)]
    [DataRow(1e-30f)]
    public void Kernels_with_slices_of_almost_nothing_are_written_in_8_bits(float size)
    {
        var weights = TestNetworks.Weights(s_spec, 1);
        float[] kernel = weights["0.weight"].Data;
        for (int i = 0; i < kernel.Length / 2; i++) kernel[i] *= size;
        byte[] onnx = Write(weights, new OnnxForm { Precision = WeightPrecision.Int8 });
        var rounded = WeightRounding.Apply(weights, WeightPrecision.Int8)["0.weight"].Data;
        CollectionAssert.AreEqual(rounded, OnnxWeights.Read(OnnxModelReader.Read(onnx), s_spec)["0.weight"].Data);
        Assert.AreEqual(kernel[0], rounded[0], Math.Max(1.5e-36f, size / 100));
        Assert.AreNotEqual(0f, rounded[^1]);
    }

    [TestMethod]
    public void Fewer_bits_make_the_file_smaller_and_the_kernels_coarser()
    {
        var weights = TestNetworks.Weights(Dcgan.For(new(1, 28, 28), new() { Width = 8, Latent = 32 }), 1);
        int Size(WeightPrecision precision) =>
            OnnxModelWriter.Write(weights.Spec, weights, TestNetworks.Card(weights.Spec.Input), new OnnxForm { Precision = precision }).Length;
        double full = Size(WeightPrecision.Float32);
        Assert.IsLessThan(0.6, Size(WeightPrecision.Float16) / full);
        Assert.IsLessThan(0.4, Size(WeightPrecision.Int8) / full);
        Assert.AreEqual(1 / 2048.0, Error(WeightPrecision.Float16), 1 / 4096.0);
        Assert.AreEqual(1 / 254.0, Error(WeightPrecision.Int8), 1 / 1000.0);

        // Largest error of the weights of a slice, as a part of its largest weight.
        double Error(WeightPrecision precision) => weights.InOrder.Zip(WeightRounding.Apply(weights, precision).InOrder).Where(p => p.First.Shape.Count == 4)
            .SelectMany(p => p.First.Data.Chunk(p.First.Data.Length / p.First.Shape[0]).Zip(p.Second.Data.Chunk(p.First.Data.Length / p.First.Shape[0])))
            .Max(slice => slice.First.Zip(slice.Second, (a, b) => Math.Abs(a - b)).Max() / slice.First.Max(Math.Abs));
    }

    [TestMethod]
    [DataRow(ImageElements.UInt8Planes, -1f, 1f)]
    [DataRow(ImageElements.UInt8Interleaved, -1f, 1f)]
    [DataRow(ImageElements.UInt8Interleaved, 0f, 1f)]
    public void Pixels_go_in_and_come_out(ImageElements elements, float minimum, float maximum)
    {
        var weights = TestNetworks.Weights(s_colour, 2);
        var card = TestNetworks.Card(s_colour.Input) with { Minimum = minimum, Maximum = maximum };
        byte[] onnx = OnnxModelWriter.Write(s_colour, weights, card, new OnnxForm { Elements = elements });
        var written = OnnxModelCheck.Check(OnnxModelReader.Read(onnx));
        Assert.AreEqual((0f, 255f, elements), (written.Minimum, written.Maximum, written.Elements));

        byte[] planes = new byte[s_colour.Input.Size];
        new Random(3).NextBytes(planes);
        float[] image = [.. planes.Select(p => p / 255f * (maximum - minimum) + minimum)];
        double[] expected = [.. Applied(weights, image, 1).Select(v => Math.Round(Math.Clamp((v - minimum) / (maximum - minimum), 0, 1) * 255))];
        int area = 4 * 6;
        int[] order = elements == ImageElements.UInt8Planes
            ? [.. Enumerable.Range(0, planes.Length)]
            : [.. Enumerable.Range(0, planes.Length).Select(i => i % 3 * area + i / 3)];
        long[] shape = elements == ImageElements.UInt8Planes ? [1, 3, 4, 6] : [1, 4, 6, 3];
        byte[] actual = Run(onnx, order.Select(i => planes[i]).ToArray(), shape);
        CollectionAssert.AreEqual(order.Select(i => (byte)expected[i]).ToArray(), actual);
        if (minimum == 0) Assert.IsTrue(actual.Contains((byte)0), "Nothing was cut off.");
    }

    [TestMethod]
    public void A_fixed_batch_and_an_operator_set_are_written()
    {
        var weights = TestNetworks.Weights(s_spec, 1);
        float[] images = TestNetworks.Images(s_spec.Input, 4, 4);
        for (int opset = OnnxForm.MinOpset; opset <= OnnxForm.MaxOpset; opset++)
        {
            byte[] onnx = Write(weights, new OnnxForm { Opset = opset, Batch = 4 });
            var info = OnnxModelReader.Read(onnx);
            Assert.AreEqual((opset, 4L), (info.Opset, info.Inputs[0].Shape[0]));
            AssertClose([.. images.Chunk(48).SelectMany(i => Applied(weights, i, 1))], Run<float>(onnx, images, 4, 1, 6, 8), 1e-5);
        }
    }

    [TestMethod]
    public void Networks_with_labels_and_maps_are_written_in_every_form_of_floats()
    {
        var spec = TestNetworks.Labelled();
        var weights = TestNetworks.Weights(spec, 1);
        float[][] labelled =
            [.. Enumerable.Range(0, 4).Select(i => TestNetworks.Images(new TensorShape(1, 6, 6), 1, i).Concat(Plane(i % 2)).Concat(Plane(i / 2)).ToArray())];
        static IEnumerable<float> Plane(int value) => Enumerable.Repeat((float)value, 36);
        var card = TestNetworks.Card(spec.Input);
        for (int opset = OnnxForm.MinOpset; opset <= OnnxForm.MaxOpset; opset++)
            foreach (var precision in (WeightPrecision[])[WeightPrecision.Float32, WeightPrecision.Float16, WeightPrecision.Int8])
            {
                byte[] onnx = OnnxModelWriter.Write(spec, weights, card, new OnnxForm { Opset = opset, Precision = precision, Applications = 2 });
                var read = OnnxModelCheck.Check(OnnxModelReader.Read(onnx));
                Assert.AreEqual((2, new TensorShape(1, 6, 6)), (read.Classes, read.ImageShape));
                AssertClose(Applied(WeightRounding.Apply(weights, precision), labelled.SelectMany(v => v).ToArray(), 2),
                    Run<float>(onnx, labelled.SelectMany(v => v).ToArray(), 4, 3, 6, 6), 1e-5);
            }

        var ranges = ActivationRanges.Measure(weights, labelled);
        byte[] rounded = OnnxModelWriter.Write(spec, weights, card, new OnnxForm { Precision = WeightPrecision.Int8Static, Opset = 13, Ranges = ranges });
        foreach (float[] image in labelled)
        {
            float[] actual = Run<float>(rounded, image, 1, 3, 6, 6);
            AssertClose(Applied(weights, image, 1), actual, 0.2);
            CollectionAssert.AreEqual(image[36..], actual[36..], "The labels did not come out as they went in.");
        }
        var info = OnnxModelReader.Read(rounded);
        Assert.Contains("| labels | 2 classes, each a channel behind those of the image 1x6x6",
            ModelPage.Write(OnnxModelCheck.Check(info), info, "n.onnx", ""));
        foreach (var elements in (ImageElements[])[ImageElements.UInt8Planes, ImageElements.UInt8Interleaved])
            Assert.Contains("a network with label channels takes floats only",
                Assert.ThrowsExactly<ArgumentException>(() => OnnxModelWriter.Write(spec, weights, card, new OnnxForm { Elements = elements })).Message);
    }

    [TestMethod]
    public void A_label_changes_the_image_through_film_alone()
    {
        // The body sees only the image channel, so that nothing but the modulation can tell the labels apart: v ↦ v·(1 + s) + b of the class.
        var spec = new NetworkSpec("film", new TensorShape(3, 2, 2), [new Conditioned(1, 2, [new Conv(3, 1, 1, Bias: false), new Film(2, 1)])]).Validated();
        var weights = new WeightSet(spec, [new("0.body.0.weight", [1, 3, 1, 1], [1, 0, 0]), new("0.body.1.weight", [2, 2, 1, 1], [0.5f, -1, 0.25f, 2])]);
        byte[] onnx = OnnxModelWriter.Write(spec, weights, TestNetworks.Card(spec.Input));
        foreach (var (label, expected) in (((float, float), float[])[])[((0, 0), [1, 2, 3, 4]), ((1, 0), [1.75f, 3.25f, 4.75f, 6.25f]), ((0, 1), [2, 2, 2, 2])])
        {
            float[] input = [1, 2, 3, 4, .. Enumerable.Repeat(label.Item1, 4), .. Enumerable.Repeat(label.Item2, 4)];
            CollectionAssert.AreEqual((float[])[.. expected, .. input[4..]], Run<float>(onnx, input, 1, 3, 2, 2));
            AssertClose(Applied(weights, input, 1), Run<float>(onnx, input, 1, 3, 2, 2), 1e-6);
        }
    }

    [TestMethod]
    public void Squares_become_channels_row_by_row()
    {
        // The last channel of four is that of the pixels at odd rows and columns.
        var spec = new NetworkSpec("squeeze", new TensorShape(1, 2, 4), [new Conjugate([new SpaceToDepth(2)], [new ChannelMask(4, 3)])]).Validated();
        byte[] onnx = OnnxModelWriter.Write(spec, new WeightSet(spec, []), TestNetworks.Card(spec.Input));
        CollectionAssert.AreEqual((float[])[1, 2, 3, 4, 5, 0, 7, 0], Run<float>(onnx, [1, 2, 3, 4, 5, 6, 7, 8], 1, 1, 2, 4));
        CollectionAssert.AreEqual((double[])[1, 2, 3, 4, 5, 0, 7, 0], new ReferenceNetwork(new WeightSet(spec, [])).Apply([1, 2, 3, 4, 5, 6, 7, 8]));
    }

    [TestMethod]
    public void The_plain_form_is_what_it_was()
    {
        var weights = TestNetworks.Weights(s_spec, 1);
        var metadata = OnnxModelReader.Read(Write(weights, new OnnxForm())).Metadata;
        foreach (string key in (string[])["ign.elements", "ign.precision", "ign.applications"]) Assert.IsFalse(metadata.ContainsKey(key), key);
        CollectionAssert.AreEqual(OnnxModelWriter.Write(s_spec, weights, TestNetworks.Card(s_spec.Input)), Write(weights, new OnnxForm()));
    }

    [TestMethod]
    public void Values_out_of_range_are_refused()
    {
        foreach (var form in (OnnxForm[])[new() { Opset = 9 }, new() { Opset = 10, Elements = ImageElements.UInt8Planes }, new() { Opset = 22 },
            new() { Applications = 0 }, new() { Applications = 101 }, new() { Batch = 0 }, new() { Precision = (WeightPrecision)3 },
            new() { Elements = (ImageElements)3 }])
            Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Write(TestNetworks.Weights(s_spec, 1), form));
        var large = TestNetworks.Weights(s_spec, 1);
        large["0.weight"].Data[0] = 70_000;
        Assert.AreEqual("Weight '0.weight' holds 70000, more than the 65504 that a 16-bit float can be.",
            Assert.ThrowsExactly<SpecException>(() => Write(large, new OnnxForm { Precision = WeightPrecision.Float16 })).Message);
    }

    private static byte[] Write(WeightSet weights, OnnxForm form) => OnnxModelWriter.Write(s_spec, weights, TestNetworks.Card(s_spec.Input), form);

    private static double[] Applied(WeightSet weights, float[] images, int applications)
    {
        var reference = new ReferenceNetwork(weights);
        return [.. images.Chunk(weights.Spec.Input.Size).SelectMany(image =>
        {
            double[] v = [.. image.Select(value => (double)value)];
            for (int k = 0; k < applications; k++) v = reference.Apply(v);
            return v;
        })];
    }

    private static T[] Run<T>(byte[] onnx, T[] images, params long[] shape)
        where T : unmanaged
    {
        using var options = new SessionOptions { IntraOpNumThreads = 1 };
        using var session = new InferenceSession(onnx, options);
        using var input = OrtValue.CreateTensorValueFromMemory(images, shape);
        using var run = new RunOptions();
        using var outputs = session.Run(run, [OnnxModelWriter.InputName], [input], [OnnxModelWriter.OutputName]);
        return outputs[0].GetTensorDataAsSpan<T>().ToArray();
    }

    private static void AssertClose(double[] expected, float[] actual, double tolerance)
    {
        Assert.HasCount(expected.Length, actual);
        Assert.IsLessThan(tolerance, expected.Zip(actual, (e, a) => Math.Abs(e - a)).Max());
    }
}
