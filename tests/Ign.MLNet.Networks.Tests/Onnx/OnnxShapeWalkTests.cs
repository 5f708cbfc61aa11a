using System.Buffers.Binary;
using static Ign.MLNet.Networks.OnnxGraphBuilder;

namespace Ign.MLNet.Networks.Tests;

/// <summary>What a graph would take is known before it is run. See also <c>tests/attacks</c>.</summary>
[TestClass]
public sealed class OnnxShapeWalkTests
{
    [TestMethod]
    public void Every_form_that_is_written_passes()
    {
        NetworkSpec[] specs =
        [
            TestNetworks.Small(), TestNetworks.Labelled(), LinearIgn.For(new TensorShape(1, 8, 8), width: 4, blocks: 1),
            new NetworkSpec("empty", new TensorShape(1, 2, 2), []), new NetworkSpec("empty_body", new TensorShape(1, 3, 3), [new Residual([])]),
            Dcgan.For(new(1, 28, 28), new() { Width = 4, Latent = 8, Groups = 4 }),
            ResidualUNet.For(new TensorShape(3, 8, 12), width: 6, deepWidth: 8, blocks: 1, deepBlocks: 2),
            .. Enumerable.Range(0, 20).Select(seed => new RandomSpec(seed).Next()),
        ];
        foreach (var spec in specs)
        {
            var weights = TestNetworks.Weights(spec, 1);
            var ranges = ActivationRanges.Measure(weights, [TestNetworks.Images(spec.Input, 1, 1)]);
            foreach (var precision in Enum.GetValues<WeightPrecision>())
                foreach (var elements in Enum.GetValues<ImageElements>().Where(e => e == ImageElements.Float || spec.Classes == 0))
                    for (int opset = precision == WeightPrecision.Int8Static
                        ? 13
                        : elements == ImageElements.Float ? 10 : 11; opset <= OnnxForm.MaxOpset; opset++)
                    {
                        var form = new OnnxForm
                        {
                            Precision = precision,
                            Elements = elements,
                            Opset = opset,
                            Applications = 1 + opset % 3,
                            Batch = opset % 2 == 0 ? null : 1 << (opset % 13),
                            Ranges = precision == WeightPrecision.Int8Static ? ranges : null,
                        };
                        // Writing ends with the check.
                        Assert.IsNotEmpty(OnnxModelWriter.Write(spec, weights, TestNetworks.Card(spec.Input), form));
                    }
        }
    }

    [TestMethod]
    public void What_other_tools_write_for_the_same_passes()
    {
        Passes(Constant("k", 4, 1, 3, 3), Constant("u", 4, 1, 3, 3),
            Node("Conv", ["input", "k"], "x", Attribute("dilations", 2, 2), Attribute("group", 1), Attribute("pads", 2, 2, 2, 2), Text("auto_pad", "NOTSET")),
            Node("ConvTranspose", ["x", "u", ""], "output", Attribute("pads", 1, 1, 1, 1), Attribute("output_padding", 0, 0), Attribute("strides", 1, 1)));
        Passes(Constant("c", 1), Node("BatchNormalization", ["input", "c", "c", "c", "c"], "x", Attribute("momentum", 0.9f), Attribute("training_mode", 0)),
            Node("Clip", ["x", "", ""], "output"));
        Passes(Longs("s", 0, 0, -1), Longs("t", -1, 1, 2, 2), Node("Reshape", ["input", "s"], "x"), Node("Reshape", ["x", "t"], "output"));
        Passes(Constant("c", 1, 1, 2, 1), Node("Mul", ["c", "input"], "x"), Node("Add", ["x", "input"], "output"));
        Passes(Node("SpaceToDepth", ["input"], "x", Attribute("blocksize", 2)),
            Node("DepthToSpace", ["x"], "output", Attribute("blocksize", 2), Text("mode", "DCR")));
        Passes(Longs("b", 0, 1), Longs("e", 1, 2), Longs("a", 1, 3), Longs("zero", 0), Longs("one", 1), Longs("last", 3),
            Node("Slice", ["input", "b", "e", "a"], "x"), Node("Slice", ["input", "zero", "one", "last"], "y"),
            Node("Concat", ["x", "y"], "output", Attribute("axis", 3)));
        Passes(Constant("c", 1), Node("Exp", ["c"], "d"), Node("Sub", ["input", "c"], "x"), Node("Div", ["x", "d"], "output"));
        Passes(Node("Transpose", ["input"], "x", Attribute("perm", 0, 2, 3, 1)), Node("Transpose", ["x"], "output", Attribute("perm", 0, 3, 1, 2)));
    }

    [TestMethod]
    public void Convolutions_that_do_not_fit_are_refused()
    {
        const string Expected = "Node 'output' (Conv): ";
        void Conv(string reason, long[] kernel, params ProtobufMessage[] attributes) =>
            Refused(Expected + reason, Constant("k", kernel), Node("Conv", ["input", "k"], "output", attributes));
        Conv("strides holds 0", [1, 1, 1, 1], Attribute("strides", 0, 1));
        Conv("strides has 3 numbers", [1, 1, 1, 1], Attribute("strides", 1, 1, 1));
        Conv("strides is an attribute of type 2", [1, 1, 1, 1], Attribute("strides", 1));
        Conv("pads holds -1", [1, 1, 1, 1], Attribute("pads", -1, 0, 0, 0));
        Conv("dilations holds 65", [1, 1, 1, 1], Attribute("dilations", 65, 1));
        Conv("group is 0", [1, 1, 1, 1], Attribute("group", 0));
        Conv("kernel [1, 1, 1, 1] in 2 groups does not fit", [1, 1, 1, 1], Attribute("group", 2));
        Conv("kernel [1, 2, 1, 1] in 1 groups does not fit", [1, 2, 1, 1]);
        Conv("nothing is left of a side of 2 pixels", [1, 1, 3, 3]);
        Conv("kernel_shape does not name", [1, 1, 1, 1], Attribute("kernel_shape", 2, 2));
        Conv("auto_pad is 'SAME_UPPER'", [1, 1, 1, 1], Text("auto_pad", "SAME_UPPER"));
        Conv("no IGN model needs its attribute 'output_shape'", [1, 1, 1, 1], Attribute("output_shape", 9, 9));
        Conv("attribute 'pads' stands there twice", [1, 1, 1, 1], Attribute("pads", 0, 0, 0, 0), Attribute("pads", 0, 0, 0, 0));
        Conv("attribute 'x' holds field 5", [1, 1, 1, 1],
            new ProtobufMessage().Text(OnnxSchema.Attribute.Name, "x").Message(OnnxSchema.Attribute.Tensor, new ProtobufMessage()));
        Conv("expected images [N, C, H, W] and a constant kernel", [1, 1, 1]);
        Refused("Node 'output' (ConvTranspose): output_padding holds 1", Constant("k", 1, 1, 1, 1),
            Node("ConvTranspose", ["input", "k"], "output", Attribute("output_padding", 1, 0)));
        Refused(Expected + "it has 1 inputs", Node("Conv", ["input"], "output"));
        Refused(Expected + "its input '' is made nowhere", Node("Conv", ["input", ""], "output"));
        Refused(Expected + "expected images", Node("Conv", ["input", "input"], "output"));
        Refused(Expected + "expected a constant bias [1], got [2]", Constant("k", 1, 1, 1, 1), Constant("b", 2), Node("Conv", ["input", "k", "b"], "output"));
    }

    [TestMethod]
    public void Shapes_that_do_not_fit_are_refused()
    {
        Refused("[N, 1, 2, 2] and [3] do not fit together", Constant("c", 3), Node("Add", ["input", "c"], "output"));
        Refused("[N, 1, 2, 2] and [2, 1, 2, 2] do not fit together", Constant("c", 2, 1, 2, 2), Node("Add", ["input", "c"], "output"));
        Refused("[N, 1, 2, 2] and [1, 1, 1, 1, 1] do not fit together", Constant("c", 1, 1, 1, 1, 1), Node("Mul", ["input", "c"], "output"));
        Refused("[N, 1, 2, 2] and [N, 4] do not fit together", Longs("s", 0, 4), Node("Reshape", ["input", "s"], "x"), Node("Add", ["input", "x"], "output"));
        Refused("cannot become [0, 5]", Longs("s", 0, 5), Node("Reshape", ["input", "s"], "output"));
        Refused("cannot become [0, -1, -1]", Longs("s", 0, -1, -1), Node("Reshape", ["input", "s"], "output"));
        Refused("cannot become [4, -1]", Longs("s", 4, -1), Node("Reshape", ["input", "s"], "output"));
        Refused("cannot become [0, 4611686018427387904, 4611686018427387904]", Longs("s", 0, 1L << 62, 1L << 62), Node("Reshape", ["input", "s"], "output"));
        Refused("expected the new shape as a stored constant", Node("Reshape", ["input", "input"], "output"));
        Refused("allowzero is 1", Longs("s", 0, 4), Node("Reshape", ["input", "s"], "output", Attribute("allowzero", 1)));
        Refused("[1, 0, 2, 3] is no order", Node("Transpose", ["input"], "output", Attribute("perm", 1, 0, 2, 3)));
        Refused("[3, 2, 1, 0] is no order", Node("Transpose", ["input"], "output"));
        Refused("[0, 1, 1, 2] is no order", Node("Transpose", ["input"], "output", Attribute("perm", 0, 1, 1, 2)));
        Refused("squares of 3 pixels do not fit [N, 1, 2, 2]", Node("SpaceToDepth", ["input"], "output", Attribute("blocksize", 3)));
        Refused("squares of 2 pixels do not fit [N, 1, 2, 2]", Node("DepthToSpace", ["input"], "output", Attribute("blocksize", 2)));
        Refused("it lacks its blocksize", Node("SpaceToDepth", ["input"], "output"));
        Refused("mode is 'CRD', expected 'DCR'", Node("SpaceToDepth", ["input"], "x", Attribute("blocksize", 2)),
            Node("DepthToSpace", ["x"], "output", Attribute("blocksize", 2), Text("mode", "CRD")));
        Refused("blocksize is 65", Node("SpaceToDepth", ["input"], "output", Attribute("blocksize", 65)));
        Refused("expected images [N, C, H, W], got [2]", Constant("k", 2), Node("SpaceToDepth", ["k"], "output", Attribute("blocksize", 1)));
        void Slice(string reason, long[] starts, long[] ends, long[] axes) =>
            Refused(reason, Longs("s", starts), Longs("e", ends), Longs("a", axes), Node("Slice", ["input", "s", "e", "a"], "output"));
        Slice("it cuts dimension 0 of [N, 1, 2, 2]", [0], [1], [0]);
        Slice("it cuts dimension 4 of", [0], [1], [4]);
        Slice("it cuts dimension -1 of", [0], [1], [-1]);
        Slice("it cuts 0 to 3 out of a side of 2", [0], [3], [2]);
        Slice("it cuts 1 to 1 out of a side of 2", [1], [1], [2]);
        Slice("it cuts -1 to 2 out of a side of 2", [-1], [2], [2]);
        Slice("it cuts a dimension twice", [0, 1], [1, 2], [2, 2]);
        Slice("expected starts, ends and axes as stored constants", [0, 0], [1], [2]);
        Refused("expected starts, ends and axes as stored constants", Constant("s", 1), Node("Slice", ["input", "s", "s", "s"], "output"));
        Refused("it has 3 inputs, expected 4 to 4", Longs("s", 0), Node("Slice", ["input", "s", "s"], "output"));
        Refused("it lacks its axis", Node("Concat", ["input", "input"], "output"));
        Refused("axis is 0, expected 1 to 3", Node("Concat", ["input", "input"], "output", Attribute("axis", 0)));
        Refused("[N, 1, 2, 2] and [2] cannot be joined", Constant("k", 2), Node("Concat", ["input", "k"], "output", Attribute("axis", 1)));
        Refused("[N, 1, 2, 2] and [N, 4, 1, 1] cannot be joined", Node("SpaceToDepth", ["input"], "x", Attribute("blocksize", 2)),
            Node("Concat", ["input", "x"], "output", Attribute("axis", 1)));
        Refused("makes float [N, 2, 2, 2] of its input", Node("Concat", ["input", "input"], "output", Attribute("axis", 1)));
        Refused("it makes double", Node("Cast", ["input"], "output", Attribute("to", OnnxElementType.Double)));
        Refused("expected constants [1]", Constant("c", 2), Node("InstanceNormalization", ["input", "c", "c"], "output"));
        Refused("training_mode is 1", Constant("c", 1), Node("BatchNormalization", ["input", "c", "c", "c", "c"], "output", Attribute("training_mode", 1)));
        Refused("expected single constants as limits", Constant("c", 2), Node("Clip", ["input", "c"], "output"));
        Refused("alpha is not finite", Node("LeakyRelu", ["input"], "output", Attribute("alpha", float.NaN)));
        Refused("a scale [3] does not fit", Constant("c", 3), Node("QuantizeLinear", ["input", "c"], "output"));
        Refused("it has more than 16 inputs", Node("Relu", [.. Enumerable.Repeat("input", 17)], "output"));
        Refused("expected one output, got 2", Node("Relu", ["input"], "output").Text(OnnxSchema.Node.Output, "second"));
        Refused("expected floats, got uint8", Constant("c"), Node("QuantizeLinear", ["input", "c"], "x"), Node("Relu", ["x"], "output"));
    }

    [TestMethod]
    public void An_output_that_is_not_the_declared_one_is_refused()
    {
        Refused("No node makes the output 'output'", Node("Relu", ["input"], "x"));
        Refused("makes float [N, 1, 3, 3] of its input, but declares the output as float [N, 1, 2, 2]", Constant("k", 1, 1, 2, 2),
            Node("ConvTranspose", ["input", "k"], "output"));
        Refused("makes float [1, 1, 2, 2] of its input", Constant("k", 1, 1, 2, 2), Node("Identity", ["k"], "output"));
        Refused("makes uint8 [N, 1, 2, 2]", Constant("c"), Node("QuantizeLinear", ["input", "c"], "output"));
        Refused("Value 'k' is made twice", Constant("k", 1), Node("Relu", ["input"], "k"));
        Refused("Value '' has no name", Constant("", 1), Node("Relu", ["input"], "output"));
    }

    [TestMethod]
    public void Work_and_nodes_and_images_at_once_are_limited()
    {
        // 257² pixels, 256 to 256 channels with 25 places each: 10^11 multiplications.
        ProtobufMessage[] heavy =
        [
            Constant("p", 1, 1, 1, 1), Constant("e", 256, 1, 1, 1), Constant("w", 256, 256, 5, 5),
            Node("ConvTranspose", ["input", "p"], "a", Attribute("strides", 64, 64)), Node("ConvTranspose", ["a", "p"], "b", Attribute("strides", 3, 3)),
            Node("Conv", ["b", "e"], "v0"),
            .. Enumerable.Range(0, 100).Select(i => Node("Conv", [$"v{i}", "w"], $"v{i + 1}", Attribute("pads", 2, 2, 2, 2))),
        ];
        Refused("needs more than 4,398,046,511,104 multiplications", heavy);
        Refused("more than 100,000 nodes", [.. Enumerable.Range(0, OnnxLimits.MaxNodes + 1).Select(_ => Node("Relu", ["input"], "x"))]);
        var tiny = new TinyModel { Input = TinyModel.Value("input", 1, 5000, 1, 2, 2), Output = TinyModel.Value("output", 1, 5000, 1, 2, 2) };
        Assert.Contains("takes 5000 images at once",
            Assert.ThrowsExactly<IgnFormatException>(() => OnnxModelCheck.Check(OnnxModelReader.Read(tiny.Bytes()))).Message);
    }

    [TestMethod]
    public void Values_that_are_used_up_do_not_count_where_the_order_is_sure()
    {
        // 40 values of 4 million elements: more than may be alive at once, but only two of them ever are.
        ProtobufMessage[] chain =
        [
            Constant("w", 1, 1024, 1, 1), Constant("k", 1, 1024, 1, 1), Node("ConvTranspose", ["input", "w"], "v0", Attribute("strides", 63, 63)),
            .. Enumerable.Range(0, 40).Select(i => Node("Relu", [$"v{i}"], $"v{i + 1}")),
            Node("Conv", ["v40", "k"], "output", Attribute("strides", 63, 63)),
        ];
        Passes(chain);
        // One node that could run at any time, and the order is not sure any more.
        Refused("at the same time", [.. chain[..^1], Node("Relu", ["v1"], "aside"), chain[^1]]);
    }

    [TestMethod]
    public void Working_memory_of_the_runtime_is_counted()
    {
        // Up to 946² or 1891² pixels of one channel, and back.
        void Up(int stride, string? reason, params ProtobufMessage[] parts)
        {
            ProtobufMessage[] model =
            [
                Constant("p", 1, 1, 1, 1), Node("ConvTranspose", ["input", "p"], "a", Attribute("strides", 63, 63)),
                Node("ConvTranspose", ["a", "p"], "b", Attribute("strides", stride, stride)),
                .. parts, Node("Conv", ["c", "p"], "d", Attribute("strides", stride, stride)), Node("Conv", ["d", "p"], "output", Attribute("strides", 63, 63)),
            ];
            if (reason is null) Passes(model);
            else Refused(reason, model);
        }
        // Channels are filled up: 1891² values become 57 million, input and output of the convolution both.
        Up(15, null, Constant("k", 1, 1, 3, 3), Node("Conv", ["b", "k"], "c", Attribute("pads", 1, 1, 1, 1)));
        Up(30, "Node 'c' (Conv): an image needs more than", Constant("k", 1, 1, 3, 3), Node("Conv", ["b", "k"], "c", Attribute("pads", 1, 1, 1, 1)));
        // Windows of 81 pixels, with eight bytes for each.
        Up(15, "Node 'c' (Conv): an image needs more than", Constant("k", 1, 1, 9, 9), Node("Conv", ["b", "k"], "c", Attribute("pads", 4, 4, 4, 4)));
        // A transposed convolution spreads 121 values for each pixel before it adds them up.
        Up(15, "Node 'c' (ConvTranspose): an image needs more than", Constant("k", 1, 1, 11, 11),
            Node("ConvTranspose", ["b", "k"], "c", Attribute("pads", 5, 5, 5, 5)));
    }

    private static void Passes(params ProtobufMessage[] parts) => Assert.AreEqual("tiny", OnnxModelCheck.Check(OnnxModelReader.Read(Model(parts))).Name);

    private static void Refused(string reason, params ProtobufMessage[] parts)
    {
        var error = Assert.ThrowsExactly<IgnFormatException>(() => OnnxModelCheck.Check(OnnxModelReader.Read(Model(parts))));
        Assert.Contains(reason, error.Message);
    }

    /// <summary>A model of those nodes and constants: what has dimensions or data is a constant.</summary>
    private static byte[] Model(ProtobufMessage[] parts)
    {
        var tiny = new TinyModel { HasRelu = false };
        foreach (var part in parts) tiny.Graph.Message(IsConstant(part) ? OnnxSchema.Graph.Initializer : OnnxSchema.Graph.Node, part);
        return tiny.Bytes();
    }

    internal static bool IsConstant(ProtobufMessage part)
    {
        var reader = new ProtobufReader(part.Written());
        while (reader.Next()) if (reader.Field is OnnxSchema.Tensor.RawData) return true;
        return false;
    }

    internal static ProtobufMessage Node(string kind, string[] inputs, string output, params ProtobufMessage[] attributes)
    {
        var node = new ProtobufMessage();
        foreach (string input in inputs) node.Text(OnnxSchema.Node.Input, input);
        node.Text(OnnxSchema.Node.Output, output).Text(OnnxSchema.Node.OpType, kind);
        foreach (var attribute in attributes) node.Message(OnnxSchema.Node.Attribute, attribute);
        return node;
    }

    private static ProtobufMessage Text(string name, string value) => new ProtobufMessage().Text(OnnxSchema.Attribute.Name, name)
        .Text(OnnxSchema.Attribute.Text, value).Number(OnnxSchema.Attribute.Type, OnnxSchema.Attribute.TypeText);

    private static ProtobufMessage Constant(string name, params long[] dims) =>
        TinyModel.Tensor(name, OnnxElementType.Float, new byte[sizeof(float) * dims.Aggregate(1L, (a, b) => a * b)], dims);

    internal static ProtobufMessage Longs(string name, params long[] values)
    {
        byte[] raw = new byte[values.Length * sizeof(long)];
        for (int i = 0; i < values.Length; i++) BinaryPrimitives.WriteInt64LittleEndian(raw.AsSpan(i * sizeof(long)), values[i]);
        return TinyModel.Tensor(name, OnnxElementType.Int64, raw, values.Length);
    }
}
