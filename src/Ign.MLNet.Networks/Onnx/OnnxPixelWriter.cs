using static Ign.MLNet.Networks.OnnxGraphBuilder;

namespace Ign.MLNet.Networks;

/// <summary>The nodes between 8-bit pixels and the value range of a network, so that no caller has to scale, round or transpose.</summary>
/// <param name="graph">Receives them.</param>
/// <param name="minimum">Value of black inside.</param>
/// <param name="maximum">Value of white inside.</param>
/// <param name="interleaved">Whether the channels of a pixel lie side by side.</param>
internal sealed class OnnxPixelWriter(OnnxGraphBuilder graph, float minimum, float maximum, bool interleaved)
{
    private const float White = 255;

    /// <summary>Pixels become values.</summary>
    internal string Read(string input)
    {
        string planes = input;
        if (interleaved) graph.Node("Transpose", [input], planes = "pixels.planes", Attribute("perm", 0, 3, 1, 2));
        graph.Node("Cast", [planes], "pixels.levels", Attribute("to", OnnxElementType.Float));
        graph.Node("Mul", ["pixels.levels", graph.Floats("pixels.unit", [], [(float)(((double)maximum - minimum) / White)])], "pixels.scaled");
        graph.Node("Add", ["pixels.scaled", graph.Floats("pixels.black", [], [minimum])], "image");
        return "image";
    }

    /// <summary>Values become pixels: those outside the range are cut off, those between two levels are rounded.</summary>
    internal void Write(string projected, string output)
    {
        graph.Node("Add", [projected, graph.Floats("levels.black", [], [-minimum])], "levels.above_black");
        graph.Node("Mul", ["levels.above_black", graph.Floats("levels.per_value", [], [(float)(White / ((double)maximum - minimum))])], "levels.scaled");
        graph.Node("Clip", ["levels.scaled", graph.Floats("levels.first", [], [0]), graph.Floats("levels.last", [], [White])], "levels.clipped");
        graph.Node("Round", ["levels.clipped"], "levels.whole");
        graph.Node("Cast", ["levels.whole"], interleaved ? "levels.planes" : output, Attribute("to", OnnxElementType.UInt8));
        if (interleaved) graph.Node("Transpose", ["levels.planes"], output, Attribute("perm", 0, 2, 3, 1));
    }
}
