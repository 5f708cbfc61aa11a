namespace Ign.MLNet.Networks;

/// <summary>
/// Follows the shape of every value through a graph, without running it: a few hundred bytes can describe a graph that takes any amount of memory.
/// The number of images stays what it is, from the input to the output, so what is found for one image holds for each of any number.
/// </summary>
internal sealed class OnnxShapeWalk
{
    // Whole numbers of stored constants are only needed as shapes.
    private const int MostNumbers = OnnxValue.MaxRank;

    // Where something grows faster than the pixels, an image with a side of this shows it.
    private const int LargeSide = 8192;

    private readonly Dictionary<string, OnnxValue> _values = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _lastUse = new(StringComparer.Ordinal);
    private readonly List<OnnxNode> _nodes;
    private readonly OnnxBudget _budget;
    private readonly OnnxTensorInfo _output;
    private readonly long? _batch;
    private readonly IReadOnlyList<long> _free;

    /// <param name="info">The graph.</param>
    /// <param name="height">What a free height stands for.</param>
    /// <param name="width">What a free width stands for.</param>
    /// <param name="times">How many times the limits an image may take.</param>
    private OnnxShapeWalk(OnnxModelInfo info, long height, long width, long times = 1)
    {
        _free = [height, width];
        var input = info.Inputs[0];
        _output = info.Outputs[0];
        if (input.Shape[0] is > OnnxLimits.MaxBatch and var batch)
            throw new IgnFormatException($"The model takes {batch} images at once; at most {OnnxLimits.MaxBatch} are accepted.");
        _batch = input.Shape[0];
        _nodes = OnnxNode.ReadAll(info.Graph, OnnxLimits.MaxNodes);
        foreach (var constant in info.Initializers)
            Define(constant.Name, new OnnxValue(constant.ElementType, constant.Shape, false) { Numbers = Numbers(constant) });
        var image = ImageOf(input);
        Define(input.Name, image);
        _budget = new OnnxBudget(info.Initializers.Sum(i => i.Count), image, input.Name, times);
        for (int i = 0; i < _nodes.Count; i++) foreach (string name in _nodes[i].Inputs) _lastUse[name] = i;
    }

    /// <summary>Checks a graph with one input and one output, both for images.</summary>
    /// <param name="info">The graph.</param>
    /// <param name="shape">Shape of the images that it was made for, of which sides may be free.</param>
    /// <exception cref="IgnFormatException">
    /// Shapes or types do not fit, an attribute is out of range, a value is used before it is made or made twice, the output is not what the graph
    /// declares, a limit of <see cref="OnnxLimits"/> is passed, or something grows faster than the pixels of images of any size.
    /// </exception>
    internal static void Check(OnnxModelInfo info, TensorShape shape)
    {
        new OnnxShapeWalk(info, shape.Height, shape.Width).Walk();
        if (!info.Inputs[0].Shape.Skip(1).Contains(null)) return;
        Large(info, shape).Walk();
    }

    /// <summary>
    /// Most elements that are alive at once for each pixel of a large image of any size, in the order of the nodes, input and output included.
    /// </summary>
    internal static double ElementsPerPixel(OnnxModelInfo info, TensorShape shape)
    {
        var walk = Large(info, shape);
        walk.Walk();
        return (double)walk._budget.Peak / (walk._free[0] * walk._free[1]);
    }

    private static OnnxShapeWalk Large(OnnxModelInfo info, TensorShape shape)
    {
        long height = Large(shape.Height), width = Large(shape.Width);
        return new OnnxShapeWalk(info, height, width, height * width / OnnxLimits.PixelsOfAnySize);
    }

    /// <summary>A large multiple of a side, and so of what sides must be multiples of.</summary>
    private static long Large(int side) => (LargeSide + side - 1) / side * (long)side;

    private void Walk()
    {
        for (int i = 0; i < _nodes.Count; i++)
        {
            var node = _nodes[i];
            var (value, scratch, work) = OnnxOperator.Infer(new OnnxInputs(node, _values, _batch));
            if (value.Rank > OnnxValue.MaxRank) throw node.Bad($"its output {value.Shape} has more than {OnnxValue.MaxRank} dimensions");
            if (value.IsBatch) _budget.Image(node, value, scratch, work);
            else _budget.Constant(node, value);
            Define(node.Output, value);
            foreach (string name in node.Inputs.Append(node.Output).Distinct().Where(n => n != _output.Name && _lastUse.GetValueOrDefault(n) <= i))
                if (_values.TryGetValue(name, out var used) && used.IsBatch) _budget.Free(used);
        }
        if (!_values.TryGetValue(_output.Name, out var result)) throw new IgnFormatException($"No node makes the output '{Printable.Of(_output.Name)}'.");
        var declared = ImageOf(_output);
        if (!result.IsBatch || result.Type != declared.Type || !result.Sides.SequenceEqual(declared.Sides))
            throw new IgnFormatException(
                $"The graph makes {result.Type} {result.Shape} of its input, but declares the output as {declared.Type} {declared.Shape}.");
    }

    private void Define(string name, OnnxValue value)
    {
        if (name.Length == 0 || value.Elements == 0) throw new IgnFormatException($"Value '{Printable.Of(name)}' has no name or no elements.");
        if (!_values.TryAdd(name, value)) throw new IgnFormatException($"Value '{Printable.Of(name)}' is made twice.");
    }

    /// <summary>The value for one image; its free sides are the height and the width, in that order.</summary>
    private OnnxValue ImageOf(OnnxTensorInfo value)
    {
        int free = 0;
        return new OnnxValue(value.ElementType, [.. value.Shape.Skip(1).Select(s => s ?? _free[free++])], true);
    }

    private static List<long>? Numbers(OnnxInitializer constant)
    {
        if (constant.ElementType != "int64" || constant.Shape.Count != 1 || constant.Count > MostNumbers
            || constant.Raw.Length != constant.Count * sizeof(long))
            return null;
        var numbers = new List<long>();
        for (int i = 0; i < constant.Count; i++)
            numbers.Add(System.Buffers.Binary.BinaryPrimitives.ReadInt64LittleEndian(constant.Raw.Span[(i * sizeof(long))..]));
        return numbers;
    }
}
