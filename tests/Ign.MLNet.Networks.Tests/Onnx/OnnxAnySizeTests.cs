using Microsoft.ML.OnnxRuntime;
using static Ign.MLNet.Networks.Tests.OnnxShapeWalkTests;

namespace Ign.MLNet.Networks.Tests;

/// <summary>Files for images of any size.</summary>
[TestClass]
public sealed class OnnxAnySizeTests
{
    [TestMethod]
    public void One_file_computes_what_the_definition_says_for_every_size()
    {
        foreach (var spec in Enumerable.Range(0, 12).Select(RandomSpec.AnySize).Prepend(PhotoUNet.For(new TensorShape(3, 16, 8), width: 3, blocks: 1)))
        {
            var weights = TestNetworks.Weights(spec, 5);
            byte[] onnx = OnnxModelWriter.Write(spec, weights, TestNetworks.Card(spec.Input));
            var card = OnnxModelCheck.Check(OnnxModelReader.Read(onnx));
            Assert.IsTrue(card.AnySize && card.Spec!.SideMultiple == spec.SideMultiple);
            using var options = new SessionOptions { IntraOpNumThreads = 1 };
            using var session = new InferenceSession(onnx, options);
            foreach (var (rows, columns) in ((int, int)[])[(1, 1), (2, 3), (3, 1)])
            {
                var fixedSize = spec.OfSize(rows * spec.SideMultiple, columns * spec.SideMultiple);
                float[] images = TestNetworks.Images(fixedSize.Input, 2, rows);
                var reference = new ReferenceNetwork(new WeightSet(fixedSize, weights.InOrder));
                double[] expected = [.. images.Chunk(fixedSize.Input.Size).SelectMany(image => reference.Apply([.. image.Select(v => (double)v)]))];
                float[] actual = Run(session, images, fixedSize.Input);
                Assert.IsLessThanOrEqualTo(1e-5, expected.Zip(actual, (e, a) => Math.Abs(e - a)).Max(), $"{fixedSize.Input}: {spec.ToJson()}");
            }
        }
    }

    [TestMethod]
    public void Sides_are_free_in_every_order_and_form()
    {
        var spec = PhotoUNet.For(new TensorShape(3, 16, 8), width: 2, blocks: 1);
        var weights = TestNetworks.Weights(spec, 5);
        var ranges = ActivationRanges.Measure(weights, [TestNetworks.Images(spec.Input, 1, 1)]);
        foreach (var elements in Enum.GetValues<ImageElements>())
            foreach (var precision in Enum.GetValues<WeightPrecision>())
            {
                var form = new OnnxForm
                {
                    Elements = elements,
                    Precision = precision,
                    Opset = 13,
                    Applications = 2,
                    Batch = 3,
                    Ranges = precision == WeightPrecision.Int8Static ? ranges : null,
                };
                var card = TestNetworks.Card(spec.Input) with { Fit = FitMode.Tile };
                var info = OnnxModelReader.Read(OnnxModelWriter.Write(spec, weights, card, form));
                long?[] expected = elements == ImageElements.UInt8Interleaved ? [3, null, null, 3] : [3, 3, null, null];
                CollectionAssert.AreEqual(expected, info.Inputs[0].Shape.ToArray());
                CollectionAssert.AreEqual(expected, info.Outputs[0].Shape.ToArray());
                // What to do with images of other sizes is no question.
                Assert.AreEqual(FitMode.Exact, OnnxModelCheck.Check(info).Fit);
            }
    }

    [TestMethod]
    public void A_network_of_a_fixed_size_has_the_weights_of_the_one_for_any_size()
    {
        var spec = PhotoUNet.For(new TensorShape(1, 8, 8), width: 2, blocks: 1);
        var weights = TestNetworks.Weights(spec, 2);
        var fixedSize = spec.OfSize(24, 16);
        var info = OnnxModelReader.Read(OnnxModelWriter.Write(fixedSize, weights, TestNetworks.Card(fixedSize.Input)));
        CollectionAssert.AreEqual((long?[])[null, 1, 24, 16], info.Inputs[0].Shape.ToArray());
        var card = OnnxModelCheck.Check(info);
        Assert.IsFalse(card.AnySize);
        Assert.AreEqual(WeightHash.Of(weights), card.WeightsHash);
        Assert.AreEqual("any size, multiples of 8, halo 67", ModelPage.OtherSizes(OnnxModelCheck.Check(OnnxModelReader.Read(TestNetworks.Model(spec)))));
        Assert.AreEqual("", ModelPage.OtherSizes(card));
    }

    [TestMethod]
    public void Free_sides_belong_to_a_card_that_says_so()
    {
        Refused(new NetworkSpec("fixed", new TensorShape(1, 4, 4), []), "The card says input shape [N, 1, 4, 4], the graph says [N, 1, any, any]",
            Node("Identity", ["input"], "output"));
        var spec = new NetworkSpec("any", new TensorShape(1, 4, 4), []) { AnySize = true };
        var model = new TinyModel
        {
            Card = TestNetworks.Card(spec.Input) with { Spec = spec },
            Input = TinyModel.Value("input", 1, null, 1, 4, 4),
            Output = TinyModel.Value("output", 1, null, 1, 4, 4),
        };
        StringAssert.Contains(ErrorOf(model), "The card says input shape [N, 1, any, any], the graph says [N, 1, 4, 4]", StringComparison.Ordinal);
        var metadata = (TestNetworks.Card(spec.Input) with { Spec = spec, Fit = FitMode.Tile }).ToMetadata();
        StringAssert.Contains(Assert.ThrowsExactly<IgnFormatException>(() => IgnModelCard.FromMetadata(metadata)).Message,
            "expected exact, for a network that takes images of any size", StringComparison.Ordinal);
    }

    [TestMethod]
    public void Sizes_inside_the_graph_are_refused()
    {
        var spec = new NetworkSpec("any", new TensorShape(1, 4, 4), []) { AnySize = true };
        Refused(spec, "cannot become [0, 1, 4, 4]", Longs("s", 0, 1, 4, 4), Node("Reshape", ["input", "s"], "output"));
        // A line of all pixels by a column of all pixels: small for the shape of the card, and without end for a photograph.
        Refused(spec, "has more than", Longs("c", 0, 1, 1, -1), Longs("d", 0, 1, -1, 1),
            Node("Reshape", ["input", "c"], "line"), Node("Reshape", ["input", "d"], "column"), Node("Mul", ["line", "column"], "all"),
            Node("Identity", ["input"], "output"));
    }

    private static void Refused(NetworkSpec spec, string reason, params ProtobufMessage[] parts)
    {
        var model = new TinyModel
        {
            HasRelu = false,
            Card = TestNetworks.Card(spec.Input) with { Spec = spec },
            Input = TinyModel.Value("input", 1, null, 1, null, null),
            Output = TinyModel.Value("output", 1, null, 1, null, null),
        };
        foreach (var part in parts) model.Graph.Message(IsConstant(part) ? OnnxSchema.Graph.Initializer : OnnxSchema.Graph.Node, part);
        StringAssert.Contains(ErrorOf(model), reason, StringComparison.Ordinal);
    }

    private static float[] Run(InferenceSession session, float[] images, TensorShape shape)
    {
        using var input = OrtValue.CreateTensorValueFromMemory(images, [images.Length / shape.Size, shape.Channels, shape.Height, shape.Width]);
        using var run = new RunOptions();
        using var outputs = session.Run(run, [OnnxModelWriter.InputName], [input], [OnnxModelWriter.OutputName]);
        return outputs[0].GetTensorDataAsSpan<float>().ToArray();
    }

    private static string ErrorOf(TinyModel model) =>
        Assert.ThrowsExactly<IgnFormatException>(() => OnnxModelCheck.Check(OnnxModelReader.Read(model.Bytes()))).Message;
}
