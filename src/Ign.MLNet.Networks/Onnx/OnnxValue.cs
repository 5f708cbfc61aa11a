namespace Ign.MLNet.Networks;

/// <summary>What is known of a value of a graph before the graph is run.</summary>
/// <param name="Type">ONNX's name of its element type.</param>
/// <param name="Sides">Dimensions, outermost first; those of one image where it is made of images.</param>
/// <param name="IsBatch">Whether it has one more dimension before these: the number of images.</param>
internal sealed record OnnxValue(string Type, IReadOnlyList<long> Sides, bool IsBatch)
{
    /// <summary>Most dimensions that ONNX Runtime's kernels are made for, with the one of the images.</summary>
    internal const int MaxRank = 8;

    /// <summary>Whole numbers of a stored constant; null where it is none, or a large one.</summary>
    internal IReadOnlyList<long>? Numbers { get; init; }

    internal int Rank => Sides.Count + (IsBatch ? 1 : 0);

    /// <summary>Number of elements, of one image where it is made of images; <see cref="long.MaxValue"/> for more than fit.</summary>
    internal long Elements => Product(Sides);

    /// <summary>The dimensions as people write them.</summary>
    internal string Shape => $"[{string.Join(", ", IsBatch ? Sides.Select(s => $"{s}").Prepend("N") : Sides.Select(s => $"{s}"))}]";

    /// <summary>Product of numbers of at least 0; <see cref="long.MaxValue"/> where it is larger.</summary>
    internal static long Product(IEnumerable<long> sides)
    {
        Int128 product = 1;
        foreach (long side in sides)
        {
            product *= side;
            if (product > long.MaxValue) return long.MaxValue;
        }
        return (long)product;
    }
}
