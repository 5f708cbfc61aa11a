namespace Ign.MLNet.Networks;

/// <summary>Adds up what a graph takes, node by node, and refuses it where a limit is passed.</summary>
/// <param name="stored">Elements of the constants in the file.</param>
/// <param name="input">What goes in.</param>
/// <param name="inputName">Name of that value.</param>
/// <param name="times">How many times the limits the image that goes in may take.</param>
internal sealed class OnnxBudget(long stored, OnnxValue input, string inputName, long times)
{
    // ONNX Runtime fills the channels of convolutions up to a multiple of the widest vector of floats that a processor has.
    private const int Vector = 16;

    // Scales and limits of a model without kernels.
    private const long SmallConstants = 1 << 16;

    private readonly long _mostElements = times * OnnxLimits.MaxElements, _mostAlive = times * OnnxLimits.MaxAlive, _mostWork = times * OnnxLimits.MaxWork;
    private readonly long _mostConstants = stored * OnnxLimits.MaxConstantGrowth + SmallConstants;
    private string _last = inputName;
    private long _constants;
    private long _alive = Taken(input);
    private long _total = Taken(input);
    private long _work;
    private long _plain = input.Elements;
    private bool _oneOrder = true;

    /// <summary>Most elements that are alive at once where nodes run in the order in which they stand, input and output included.</summary>
    internal long Peak { get; private set; } = input.Elements;

    /// <summary>Notes a constant that a node makes: runtimes make them all when they load the file, and keep them.</summary>
    internal void Constant(OnnxNode node, OnnxValue value)
    {
        if (value.Elements > _mostElements && value.Elements > stored) throw TooLarge(node, value);
        _constants += value.Elements;
        if (_constants > _mostConstants)
            throw node.Bad($"the constants that nodes make have more than {_mostConstants:N0} elements, the file stores {stored:N0}");
    }

    /// <summary>Notes a value for each image.</summary>
    /// <param name="node">The node that makes it.</param>
    /// <param name="value">The value.</param>
    /// <param name="scratch">Elements of working memory while it is made.</param>
    /// <param name="work">Multiplications.</param>
    internal void Image(OnnxNode node, OnnxValue value, long scratch, long work)
    {
        if (value.Elements > _mostElements) throw TooLarge(node, value);
        _plain += value.Elements;
        Peak = Math.Max(Peak, _plain);
        _alive += Taken(value);
        _total += Taken(value);
        // Only where every node needs the result of the one before it, a runtime has no choice of the order; otherwise all values may be alive at once.
        _oneOrder &= node.Inputs.Contains(_last);
        _last = node.Output;
        if (scratch > _mostAlive || (_oneOrder ? _alive : _total) + scratch > _mostAlive)
            throw node.Bad($"an image needs more than {_mostAlive:N0} elements at the same time here");
        if (work > _mostWork - _work) throw node.Bad($"an image needs more than {_mostWork:N0} multiplications up to here");
        _work += work;
    }

    /// <summary>Notes that nobody needs a value any more.</summary>
    internal void Free(OnnxValue value)
    {
        _alive -= Taken(value);
        _plain -= value.Elements;
    }

    private static long Taken(OnnxValue value) =>
        value.Sides is [var channels, var height, var width] ? (channels + Vector - 1) / Vector * Vector * height * width : value.Elements;

    private IgnFormatException TooLarge(OnnxNode node, OnnxValue value) =>
        node.Bad($"its output {value.Shape} has more than {_mostElements:N0} elements{(value.IsBatch ? " for each image" : "")}");
}
