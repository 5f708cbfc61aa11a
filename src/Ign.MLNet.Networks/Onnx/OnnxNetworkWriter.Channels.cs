using static Ign.MLNet.Networks.OnnxGraphBuilder;

namespace Ign.MLNet.Networks;

/// <content>Layers that take images apart by channels, and those that know a label.</content>
internal sealed partial class OnnxNetworkWriter
{
    // Stands before the names of what is computed on the way back through a map, whose layers are all met twice.
    private const string Inverse = "inverse.";

    /// <summary>One half plus or minus the body of the other one.</summary>
    private void Couple(Coupling coupling, string operation, string path, TensorShape shape, string input, string output)
    {
        string value = _application + path;
        int half = coupling.Channels / 2;
        string first = Channels(input, 0, half, $"{value}.first"), second = Channels(input, half, coupling.Channels, $"{value}.second");
        var (seen, changed) = coupling.Second ? (second, first) : (first, second);
        bool exact = _exact;
        _exact = false;
        Sequence(coupling.Body, $"{path}.body.", Coupling.Half(shape), seen, $"{value}.body");
        _exact = exact;
        graph.Node(operation, [changed, Rounded($"{value}.body")], $"{value}.changed");
        graph.Node("Concat", coupling.Second ? [$"{value}.changed", second] : [first, $"{value}.changed"], output, Attribute("axis", 1));
    }

    private void Scale(string path, TensorShape shape, string input, string output)
    {
        string scaled = $"{_application}{path}.scaled";
        graph.Node("Mul", [input, Factor(path, shape.Channels)], scaled);
        graph.Node("Add", [scaled, Broadcast($"{path}.bias", shape.Channels)], output);
    }

    /// <summary>Means of squares are a convolution of strides.</summary>
    private void Gate(DeadZone zone, string path, TensorShape shape, string input, string output)
    {
        string value = _application + path, body = $"{value}.body";
        Sequence(zone.Body, $"{path}.body.", shape, input, body);
        var (height, width) = zone.Whole ? (shape.Height, shape.Width) : (DeadZone.Window, DeadZone.Window);
        var (stride, margin) = zone.Whole ? (1, 0) : (DeadZone.Square, DeadZone.Margin);
        int count = shape.Channels * height * width;
        string window = graph.Floats($"{path}.window", [1, shape.Channels, height, width], [.. Enumerable.Repeat((float)(zone.Slope / count), count)]);
        string offset = graph.Floats($"{path}.offset", [1], [(float)-zone.Offset]);
        graph.Node("Sub", [body, input], $"{value}.change");
        graph.Node("Mul", [$"{value}.change", $"{value}.change"], $"{value}.square");
        graph.Node("Conv", [$"{value}.square", window, offset], $"{value}.mean", Attribute("kernel_shape", height, width),
            Attribute("pads", margin, margin, margin, margin), Attribute("strides", stride, stride));
        if (zone.Whole) SpreadOverImage(path, shape);
        else SpreadOverSquares(path);
        graph.Node("Mul", [$"{value}.mask", $"{value}.change"], $"{value}.made");
        graph.Node("Add", [input, $"{value}.made"], output);
    }

    /// <summary>A second convolution and moving channels: operators that every runtime has.</summary>
    private void SpreadOverSquares(string path)
    {
        string value = _application + path;
        int squares = DeadZone.Square * DeadZone.Square;
        string spread = graph.Floats($"{path}.spread", [squares, 1, 1, 1], [.. Enumerable.Repeat(1f, squares)]);
        Limit($"{value}.mean", $"{value}.gate", "zero", 0);
        graph.Node("Conv", [$"{value}.gate", spread], $"{value}.gates", Attribute("kernel_shape", 1, 1), Attribute("pads", 0, 0, 0, 0),
            Attribute("strides", 1, 1));
        graph.Node("DepthToSpace", [$"{value}.gates"], $"{value}.mask", Attribute("blocksize", DeadZone.Square));
    }

    /// <summary>
    /// The limits are 1 - max(0, 1 - max(0, m)), exact at both ends, with convolutions for 1 - x: OpenCV 4.6 neither multiplies an image by one number nor
    /// reads the Clip of newer operator sets.
    /// </summary>
    private void SpreadOverImage(string path, TensorShape shape)
    {
        string value = _application + path;
        string minus = graph.Floats($"{path}.minus", [1, 1, 1, 1], [-1]), one = graph.Floats($"{path}.one", [1], [1]);
        string spread = graph.Floats($"{path}.spread", [1, shape.Channels, shape.Height, shape.Width], [.. Enumerable.Repeat(-1f, shape.Size)]);
        string ones = graph.Floats($"{path}.ones", [shape.Channels], [.. Enumerable.Repeat(1f, shape.Channels)]);
        graph.Node("Relu", [$"{value}.mean"], $"{value}.above");
        graph.Node("Conv", [$"{value}.above", minus, one], $"{value}.rest", Attribute("kernel_shape", 1, 1), Attribute("pads", 0, 0, 0, 0),
            Attribute("strides", 1, 1));
        graph.Node("Relu", [$"{value}.rest"], $"{value}.closed");
        graph.Node("ConvTranspose", [$"{value}.closed", spread, ones], $"{value}.mask", Attribute("kernel_shape", shape.Height, shape.Width),
            Attribute("pads", 0, 0, 0, 0), Attribute("strides", 1, 1));
    }

    private void ScaleBack(string path, TensorShape shape, string input, string output)
    {
        string moved = $"{_application}{path}.moved";
        graph.Node("Sub", [input, Broadcast($"{path}.bias", shape.Channels)], moved);
        graph.Node("Div", [moved, Factor(path, shape.Channels)], output);
    }

    private void Conjugated(Conjugate conjugate, string path, TensorShape shape, string input, string output)
    {
        string value = _application + path;
        var shapes = new List<TensorShape>();
        var inner = shape;
        foreach (var layer in conjugate.Map)
        {
            shapes.Add(inner);
            inner = layer.OutputShape(inner);
        }
        bool exact = _exact;
        _exact = true;
        Sequence(conjugate.Map, $"{path}.map.", shape, input, $"{value}.map");
        _exact = exact;
        Sequence(conjugate.Middle, $"{path}.middle.", inner, $"{value}.map", $"{value}.middle");
        if (conjugate.Map.Count == 0) graph.Node("Identity", [$"{value}.middle"], output);

        string forward = _application;
        _application += Inverse;
        input = $"{value}.middle";
        for (int i = conjugate.Map.Count - 1; i >= 0; i--)
        {
            string result = i == 0 ? output : $"{_application}{path}.map.{i}";
            Invert(conjugate.Map[i], $"{path}.map.{i}", shapes[i], input, result);
            input = result;
        }
        _application = forward;
    }

    /// <summary>The labels at pixel (0, 0); every other pixel has the same.</summary>
    private string Label(Conditioned conditioned, string input)
    {
        int end = conditioned.ImageChannels + conditioned.Classes;
        graph.Node("Slice", [input, graph.Longs(conditioned.ImageChannels, 0, 0), graph.Longs(end, 1, 1), graph.Longs(1, 2, 3)], $"{_application}label");
        return $"{_application}label";
    }

    private void KeepLabels(Conditioned conditioned, string path, TensorShape shape, string input, string output)
    {
        string value = _application + path;
        Sequence(conditioned.Body, $"{path}.body.", shape, input, $"{value}.body");
        string labels = Channels(input, conditioned.ImageChannels, shape.Channels, $"{value}.labels");
        graph.Node("Concat", [$"{value}.body", labels], output, Attribute("axis", 1));
    }

    private void Modulate(Film film, string path, string input, string output)
    {
        string value = _application + path;
        // What goes in is 0 or 1 whatever the precision: it is never rounded to levels.
        graph.Node("Conv", [_label, Kernel($"{path}.weight")], $"{value}.film", Attribute("kernel_shape", 1, 1));
        string scale = Channels($"{value}.film", 0, film.Channels, $"{value}.scale"),
            offset = Channels($"{value}.film", film.Channels, 2 * film.Channels, $"{value}.offset");
        graph.Node("Add", [scale, graph.Floats("one", [], [1])], $"{value}.factor");
        graph.Node("Mul", [input, $"{value}.factor"], $"{value}.scaled");
        graph.Node("Add", [$"{value}.scaled", offset], output);
    }

    /// <summary>Channels from <paramref name="first"/> up to but without <paramref name="end"/>.</summary>
    private string Channels(string input, int first, int end, string output)
    {
        graph.Node("Slice", [input, graph.Longs(first), graph.Longs(end), graph.Longs(1)], output);
        return output;
    }

    /// <summary>exp(weight): runtimes compute it once, and both ways through a map divide and multiply by the same number.</summary>
    private string Factor(string path, int channels)
    {
        string factor = $"{path}.factor";
        if (graph.TryName(factor)) graph.Node("Exp", [Broadcast($"{path}.weight", channels)], factor);
        return factor;
    }

    /// <summary>A parameter with one value for each channel, which meets images as [C, 1, 1].</summary>
    private string Broadcast(string name, int channels) => graph.Floats(name, [channels, 1, 1], weights[name].Data);
}
