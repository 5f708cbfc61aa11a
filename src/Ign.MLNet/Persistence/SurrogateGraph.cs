using System.Runtime.InteropServices;
using Ign.MLNet.Networks;
using static Ign.MLNet.ProtobufFields;

namespace Ign.MLNet;

/// <summary>
/// The nodes that make a whole stage out of a model's graph: pixels to values before it, further applications with the same weights and
/// the quality columns behind it, values to pixels at the end. ML.NET's ONNX transformer then does in one run what the stage does.
/// </summary>
internal sealed class SurrogateGraph
{
    // Field numbers of onnx.proto, which never change.
    internal const int Node = 1, Initializer = 5, Input = 11, Output = 12, ValueInfo = 13;
    internal const int NodeName = 3, TensorName = 8, ValueInfoName = 1;
    private const int NodeInput = 1, NodeOutput = 2, NodeOperator = 4, NodeAttribute = 5;
    private const int AttributeName = 1, AttributeFloat = 2, AttributeInt = 3, AttributeInts = 8, AttributeType = 20;
    private const int FloatAttribute = 1, IntAttribute = 2, IntsAttribute = 7;
    private const int FloatTensor = 1, LongTensor = 7;
    private const int DimensionValue = 1, DimensionName = 2;

    // Operator sets since which an operator exists, or takes as inputs what were attributes before.
    private const int RoundExists = 11, LimitsAreInputs = 11, SumAxesAreInput = 13, NormAxesAreInput = 18;

    private readonly IgnModelCard _card;
    private readonly StageRecord _record;
    private readonly long _opset;
    private readonly List<(int Number, ReadOnlyMemory<byte> Payload)> _original;
    private readonly List<byte> _before = [];
    private readonly List<byte> _after = [];
    private int _nodes;

    private SurrogateGraph(ReadOnlyMemory<byte> graph, IgnModel model, StageRecord record)
    {
        _card = model.Card;
        _opset = model.Opset;
        _record = record;
        _original = Read(graph);
        double span = (double)_card.Maximum - _card.Minimum;
        Prepare(span);
        string result = record.OutputTensor;
        for (int i = 2; i <= record.Applications; i++) result = Apply(i, result);
        Finish(result, span);
        var shape = _card.Shape;
        if (record.Displacement is not null) Distance(result, record.InputTensor, record.PrivateDisplacement);
        if (record.Residual is not null) Distance(Apply(record.Applications + 1, result), result, record.PrivateResidual);

        Value(Input, record.PrivateInput, record.Kind == InputKind.Image ? 3 : shape.Channels, shape.Height, shape.Width);
        if (IsReshaped) Declare(Output, record.PrivateOutput, [.. record.DimensionsFor(shape).Select(Fixed)]);
        else Value(Output, record.PrivateOutput, record.OutputKind == ProjectionOutput.Image ? 3 : shape.Channels, shape.Height, shape.Width);
        if (record.Displacement is not null) Value(Output, record.PrivateDisplacement);
        if (record.Residual is not null) Value(Output, record.PrivateResidual);
    }

    /// <summary>The graph as a whole stage. Its own fields stay as they are; its input and output become values inside.</summary>
    internal static byte[] Wrap(ReadOnlyMemory<byte> graph, IgnModel model, StageRecord record)
    {
        var added = new SurrogateGraph(graph, model, record);
        byte[] original = Map(graph, (number, payload) => (number is Input or Output ? ValueInfo : number, payload));
        return [.. added._before, .. original, .. added._after];
    }

    /// <summary>The graph as it was before <see cref="Wrap"/>, byte for byte.</summary>
    internal static byte[] Unwrap(ReadOnlyMemory<byte> wrapped, StageRecord record) => Map(wrapped, (number, payload) => number switch
    {
        Node when IsAdded(payload, NodeName, record.Prefix) => default,
        Initializer when IsAdded(payload, TensorName, record.Prefix) => default,
        Input or Output => default,
        ValueInfo when Text(payload, ValueInfoName) == record.InputTensor => (Input, payload),
        ValueInfo when Text(payload, ValueInfoName) == record.OutputTensor => (Output, payload),
        _ => (number, payload),
    });

    private static bool IsAdded(ReadOnlyMemory<byte> payload, int name, string prefix) => Text(payload, name).StartsWith(prefix, StringComparison.Ordinal);

    private void Prepare(double span)
    {
        if (_record.Kind == InputKind.SingleVector)
        {
            Add(_before, "Identity", [Mapped(_before, "to-card", RangeMap.ToCard(_record.RangeFor(_card), _card), _record.PrivateInput)], _record.InputTensor);
            return;
        }
        string scaled = Name("pixels-scaled"), step = Floats("step", [], (float)(span / ImagePixels.White)), black = Floats("black", [], _card.Minimum);
        Add(_before, "Mul", [_record.PrivateInput, step], scaled);
        if (_record.Kind == InputKind.Image && _card.Shape.Channels == 1)
        {
            string weighted = Name("colours-weighted"), grey = Name("luminance");
            Add(_before, "Mul", [scaled, Floats("luminance-weights", [3, 1, 1], ImagePixels.Luminance)], weighted);
            Reduce(_before, "ReduceSum", SumAxesAreInput, weighted, grey, keep: true, 1);
            scaled = grey;
        }
        Add(_before, "Add", [scaled, black], _record.InputTensor);
    }

    /// <summary>Whether the result gets other dimensions than the network's.</summary>
    private bool IsReshaped => _record.OutputKind == ProjectionOutput.Vector
        && !_record.DimensionsFor(_card.Shape).SequenceEqual(ProjectionSchema.Dimensions(ProjectionOutput.Tensor, _card.Shape, null));

    private void Finish(string result, double span)
    {
        if (_record.OutputKind != ProjectionOutput.Image)
        {
            // ML.NET's transformer runs one row at a time, and types its column as the output is declared.
            string mapped = Mapped(_after, "from-card", RangeMap.FromCard(_record.RangeFor(_card), _card), result);
            long[] dimensions = [.. _record.DimensionsFor(_card.Shape).Select(d => (long)d)];
            if (IsReshaped) Add(_after, "Reshape", [mapped, Longs("output-shape", dimensions)], _record.PrivateOutput);
            else Add(_after, "Identity", [mapped], _record.PrivateOutput);
            return;
        }
        // ML.NET's conversion to an image truncates and lets values beyond a byte wrap around, so both are settled here.
        string moved = Name("moved"), scaled = Name("scaled"), rounded = Name("rounded"), bytes = Name("bytes");
        Add(_after, "Sub", [result, Floats("output-black", [], _card.Minimum)], moved);
        Add(_after, "Mul", [moved, Floats("output-step", [], (float)(ImagePixels.White / span))], scaled);
        if (_opset >= RoundExists)
        {
            Add(_after, "Round", [scaled], rounded);
        }
        else
        {
            Add(_after, "Add", [scaled, Floats("half", [], 0.5f)], Name("raised"));
            Add(_after, "Floor", [Name("raised")], rounded);
        }
        if (_opset >= LimitsAreInputs) Add(_after, "Clip", [rounded, Floats("byte-0", [], 0), Floats("byte-255", [], ImagePixels.White)], bytes);
        else Add(_after, "Clip", [rounded], bytes, Float("min", 0), Float("max", ImagePixels.White));
        if (_card.Shape.Channels == 1) Add(_after, "Concat", [bytes, bytes, bytes], _record.PrivateOutput, Int("axis", 1));
        else Add(_after, "Identity", [bytes], _record.PrivateOutput);
    }

    /// <summary>The values in another range, if there is one.</summary>
    private string Mapped(List<byte> nodes, string name, RangeMap? map, string input)
    {
        if (map is not { } m) return input;
        string moved = Name($"{name}/moved"), scaled = Name($"{name}/scaled"), mapped = Name($"{name}/mapped");
        Add(nodes, "Sub", [input, Floats($"{name}/black", [], m.Black)], moved);
        Add(nodes, "Mul", [moved, Floats($"{name}/factor", [], m.Factor)], scaled);
        Add(nodes, "Add", [scaled, Floats($"{name}/new-black", [], m.NewBlack)], mapped);
        return mapped;
    }

    private void Distance(string from, string to, string output)
    {
        string difference = Name(output + "/difference");
        Add(_after, "Sub", [from, to], difference);
        // One number for each image, a vector of one in ML.NET: its ONNX transformer fails on scalars.
        Reduce(_after, "ReduceL2", NormAxesAreInput, difference, output, keep: false, 1, 2, 3);
    }

    private void Reduce(List<byte> nodes, string kind, int axesAreInput, string input, string output, bool keep, params long[] axes)
    {
        var keepDimensions = Int("keepdims", keep ? 1 : 0);
        if (_opset >= axesAreInput) Add(nodes, kind, [input, Longs($"axes/{output}", axes)], output, keepDimensions);
        else Add(nodes, kind, [input], output, Ints("axes", axes), keepDimensions);
    }

    /// <summary>Repeats the model's nodes on another input, with the same weights, and returns the name of the result.</summary>
    private string Apply(int application, string input)
    {
        var weights = _original.Where(f => f.Number == Initializer).Select(f => Text(f.Payload, TensorName)).ToHashSet();
        string Rename(string name) => name.Length == 0 || weights.Contains(name) ? name : name == _record.InputTensor ? input : Name($"{application}/{name}");
        foreach (var (_, node) in _original.Where(f => f.Number == Node))
        {
            byte[] copy = Map(node, (number, payload) => number switch
            {
                NodeName => default,
                NodeInput or NodeOutput => (number, System.Text.Encoding.UTF8.GetBytes(Rename(System.Text.Encoding.UTF8.GetString(payload.Span)))),
                _ => (number, payload),
            });
            _after.AddRange(Field(Node, [.. copy, .. Field(NodeName, Name($"node-{_nodes++}"))]));
        }
        return Rename(_record.OutputTensor);
    }

    private void Add(List<byte> nodes, string kind, string[] inputs, string output, params byte[][] attributes)
    {
        byte[] node = [.. inputs.SelectMany(i => Field(NodeInput, i)), .. Field(NodeOutput, output), .. Field(NodeName, Name($"node-{_nodes++}")), .. Field(NodeOperator, kind),
            .. attributes.SelectMany(a => Field(NodeAttribute, a))];
        nodes.AddRange(Field(Node, node));
    }

    private string Floats(string name, long[] dimensions, params float[] values) => Constant(name, FloatTensor, dimensions, MemoryMarshal.AsBytes<float>(values));

    private string Longs(string name, params long[] values) => Constant(name, LongTensor, [values.Length], MemoryMarshal.AsBytes<long>(values));

    private string Constant(string name, int type, long[] dimensions, ReadOnlySpan<byte> values)
    {
        const int Dimensions = 1, DataType = 2, RawData = 9;
        byte[] tensor = [.. dimensions.SelectMany(d => Field(Dimensions, d)), .. Field(DataType, type), .. Field(TensorName, Name(name)), .. Field(RawData, values.ToArray())];
        _after.AddRange(Field(Initializer, tensor));
        return Name(name);
    }

    /// <summary>Declares an input or output of floats; its first dimension is the number of images.</summary>
    private void Value(int role, string name, params int[] dimensions) => Declare(role, name, [Field(DimensionName, "N"), .. dimensions.Select(Fixed)]);

    private static byte[] Fixed(int dimension) => Field(DimensionValue, dimension);

    private void Declare(int role, string name, byte[][] dimensions)
    {
        const int Type = 2, TensorType = 1, ElementType = 1, Shape = 2, Dimension = 1;
        byte[] shape = [.. dimensions.SelectMany(d => Field(Dimension, d))];
        byte[] tensor = [.. Field(ElementType, FloatTensor), .. Field(Shape, shape)];
        _after.AddRange(Field(role, [.. Field(ValueInfoName, name), .. Field(Type, Field(TensorType, tensor))]));
    }

    private static byte[] Float(string name, float value) => [.. Field(AttributeName, name), .. Field(AttributeFloat, value), .. Field(AttributeType, FloatAttribute)];

    private static byte[] Int(string name, long value) => [.. Field(AttributeName, name), .. Field(AttributeInt, value), .. Field(AttributeType, IntAttribute)];

    private static byte[] Ints(string name, params long[] values) =>
        [.. Field(AttributeName, name), .. values.SelectMany(v => Field(AttributeInts, v)), .. Field(AttributeType, IntsAttribute)];

    private string Name(string name) => _record.Prefix + name;
}
