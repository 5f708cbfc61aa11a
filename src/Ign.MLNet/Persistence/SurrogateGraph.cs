using System.Text;
using Ign.MLNet.Networks;
using static Ign.MLNet.Networks.OnnxGraphBuilder;
using Graph = Ign.MLNet.Networks.OnnxSchema.Graph;

namespace Ign.MLNet;

/// <summary>
/// The nodes that make a whole stage out of a model's graph: pixels to values before it, further applications with the same weights and
/// the quality columns behind it, values to pixels at the end. ML.NET's ONNX transformer then does in one run what the stage does.
/// </summary>
internal sealed class SurrogateGraph
{
    // Operator sets since which an operator exists, or takes as inputs what were attributes before.
    private const int RoundExists = 11, LimitsAreInputs = 11, SumAxesAreInput = 13, NormAxesAreInput = 18;

    private readonly IgnModelCard _card;
    private readonly StageRecord _record;
    private readonly long _opset;
    private readonly List<(int Number, ReadOnlyMemory<byte> Block)> _original;
    private readonly OnnxGraphBuilder _before = new();
    private readonly OnnxGraphBuilder _after = new();
    private int _nodes;

    private SurrogateGraph(ReadOnlyMemory<byte> graph, IgnModel model, StageRecord record)
    {
        _card = model.Card;
        _opset = model.Opset;
        _record = record;
        _original = ProtobufEdit.Blocks(graph);
        double span = (double)_card.Maximum - _card.Minimum;
        Prepare(span);
        string result = record.OutputTensor;
        for (int i = 2; i <= record.Applications; i++) result = Apply(i, result);
        if (record.Strength is { } strength) result = Blended(result, strength);
        Finish(result, span);
        var shape = _card.Shape;
        if (record.Displacement is not null) Distance(result, record.InputTensor, record.PrivateDisplacement);
        if (record.Residual is not null) Distance(Apply(record.Applications + 1, result), result, record.PrivateResidual);

        Declare(Graph.Input, record.PrivateInput, record.Kind == InputKind.Image ? 3 : shape.Channels, shape.Height, shape.Width);
        if (IsReshaped) _after.Declare(Graph.Output, record.PrivateOutput, [.. record.DimensionsFor(shape)]);
        else Declare(Graph.Output, record.PrivateOutput, record.OutputKind == ProjectionOutput.Image ? 3 : shape.Channels, shape.Height, shape.Width);
        if (record.Displacement is not null) Declare(Graph.Output, record.PrivateDisplacement);
        if (record.Residual is not null) Declare(Graph.Output, record.PrivateResidual);
    }

    /// <summary>The graph as a whole stage. Its own fields stay as they are; its input and output become values inside.</summary>
    internal static ReadOnlyMemory<byte> Wrap(ReadOnlyMemory<byte> graph, IgnModel model, StageRecord record)
    {
        var added = new SurrogateGraph(graph, model, record);
        var original = ProtobufEdit.Map(graph, (number, block) => (number is Graph.Input or Graph.Output ? Graph.ValueInfo : number, block));
        return new ProtobufMessage().Fields(added._before.Written()).Fields(original.Written()).Fields(added._after.Written()).Written();
    }

    /// <summary>The graph as it was before <see cref="Wrap"/>, byte for byte.</summary>
    internal static ReadOnlyMemory<byte> Unwrap(ReadOnlyMemory<byte> wrapped, StageRecord record) => ProtobufEdit.Map(wrapped, (number, block) => number switch
    {
        Graph.Node when IsAdded(block, OnnxSchema.Node.Name, record.Prefix) => default,
        Graph.Initializer when IsAdded(block, OnnxSchema.Tensor.Name, record.Prefix) => default,
        Graph.Input or Graph.Output => default,
        Graph.ValueInfo when ProtobufEdit.Text(block, OnnxSchema.ValueInfo.Name) == record.InputTensor => (Graph.Input, block),
        Graph.ValueInfo when ProtobufEdit.Text(block, OnnxSchema.ValueInfo.Name) == record.OutputTensor => (Graph.Output, block),
        _ => (number, block),
    }).Written();

    private static bool IsAdded(ReadOnlyMemory<byte> block, int name, string prefix) =>
        ProtobufEdit.Text(block, name).StartsWith(prefix, StringComparison.Ordinal);

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
        else Add(_after, "Clip", [rounded], bytes, Attribute("min", 0f), Attribute("max", (float)ImagePixels.White));
        if (_card.Shape.Channels == 1) Add(_after, "Concat", [bytes, bytes, bytes], _record.PrivateOutput, Attribute("axis", 1));
        else Add(_after, "Identity", [bytes], _record.PrivateOutput);
    }

    /// <summary>The values in another range, if there is one.</summary>
    private string Mapped(OnnxGraphBuilder nodes, string name, RangeMap? map, string input)
    {
        if (map is not { } m) return input;
        string moved = Name($"{name}/moved"), scaled = Name($"{name}/scaled"), mapped = Name($"{name}/mapped");
        Add(nodes, "Sub", [input, Floats($"{name}/black", [], m.Black)], moved);
        Add(nodes, "Mul", [moved, Floats($"{name}/factor", [], m.Factor)], scaled);
        Add(nodes, "Add", [scaled, Floats($"{name}/new-black", [], m.NewBlack)], mapped);
        return mapped;
    }

    /// <summary>y + strength · (result − y).</summary>
    private string Blended(string result, float strength)
    {
        string correction = Name("correction"), part = Name("correction-part"), blended = Name("blended");
        Add(_after, "Sub", [result, _record.InputTensor], correction);
        Add(_after, "Mul", [correction, Floats("strength", [], strength)], part);
        Add(_after, "Add", [part, _record.InputTensor], blended);
        return blended;
    }

    private void Distance(string from, string to, string output)
    {
        string difference = Name(output + "/difference");
        Add(_after, "Sub", [from, to], difference);
        // One number for each image, a vector of one in ML.NET: its ONNX transformer fails on scalars.
        Reduce(_after, "ReduceL2", NormAxesAreInput, difference, output, keep: false, 1, 2, 3);
    }

    private void Reduce(OnnxGraphBuilder nodes, string kind, int axesAreInput, string input, string output, bool keep, params long[] axes)
    {
        var keepDimensions = Attribute("keepdims", keep ? 1 : 0);
        if (_opset >= axesAreInput) Add(nodes, kind, [input, Longs($"axes/{output}", axes)], output, keepDimensions);
        else Add(nodes, kind, [input], output, Attribute("axes", axes), keepDimensions);
    }

    /// <summary>Repeats the model's nodes on another input, with the same weights, and returns the name of the result.</summary>
    private string Apply(int application, string input)
    {
        var weights = _original.Where(f => f.Number == Graph.Initializer).Select(f => ProtobufEdit.Text(f.Block, OnnxSchema.Tensor.Name)).ToHashSet();
        string Rename(string name) => name.Length == 0 || weights.Contains(name) ? name : name == _record.InputTensor ? input : Name($"{application}/{name}");
        foreach (var (_, node) in _original.Where(f => f.Number == Graph.Node))
        {
            _after.Add(ProtobufEdit.Map(node, (number, block) => number switch
            {
                OnnxSchema.Node.Name => default,
                OnnxSchema.Node.Input or OnnxSchema.Node.Output => (number, Encoding.UTF8.GetBytes(Rename(Encoding.UTF8.GetString(block.Span)))),
                _ => (number, block),
            }).Text(OnnxSchema.Node.Name, NextName()));
        }
        return Rename(_record.OutputTensor);
    }

    private void Add(OnnxGraphBuilder nodes, string kind, string[] inputs, string output, params ReadOnlySpan<ProtobufMessage> attributes) =>
        nodes.Named(NextName(), kind, inputs, output, attributes);

    private string Floats(string name, int[] dimensions, params float[] values) => _after.Floats(Name(name), dimensions, values);

    private string Longs(string name, params long[] values) => _after.Longs(Name(name), values);

    /// <summary>Declares an input or output of floats; its first dimension is the number of images.</summary>
    private void Declare(int role, string name, params int[] dimensions) => _after.Declare(role, name, [null, .. dimensions]);

    private string NextName() => Name($"node-{_nodes++}");

    private string Name(string name) => _record.Prefix + name;
}
