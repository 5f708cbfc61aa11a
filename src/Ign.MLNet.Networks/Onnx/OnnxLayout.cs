namespace Ign.MLNet.Networks;

/// <summary>
/// The operators that move elements without changing them. The dimension of the images must never meet another one: what is found for one image
/// would not hold for many.
/// </summary>
internal static class OnnxLayout
{
    /// <summary>Two values, element by element.</summary>
    internal static OnnxValue Broadcast(OnnxNode node, OnnxValue a, OnnxValue b)
    {
        IgnFormatException Misfit() => node.Bad($"{a.Shape} and {b.Shape} do not fit together");
        if (a.IsBatch && b.IsBatch && a.Rank != b.Rank) throw Misfit();
        if (a.IsBatch != b.IsBatch)
        {
            var (image, constant) = a.IsBatch ? (a, b) : (b, a);
            if (constant.Rank > image.Rank || (constant.Rank == image.Rank && constant.Sides[0] != 1)) throw Misfit();
            if (constant.Rank == image.Rank) (a, b) = (image, constant with { Sides = [.. constant.Sides.Skip(1)] });
        }
        int rank = Math.Max(a.Sides.Count, b.Sides.Count);
        var sides = new long[rank];
        for (int i = 1; i <= rank; i++)
        {
            long one = i <= a.Sides.Count ? a.Sides[^i] : 1, other = i <= b.Sides.Count ? b.Sides[^i] : 1;
            sides[^i] = one == other || other == 1 ? one : one == 1 ? other : throw Misfit();
        }
        return new OnnxValue(a.Type, sides, a.IsBatch || b.IsBatch);
    }

    /// <summary>The same elements in other dimensions.</summary>
    /// <param name="node">The node.</param>
    /// <param name="value">What is reshaped.</param>
    /// <param name="shape">Constant that holds the new dimensions.</param>
    /// <param name="batch">Number of images, where it is fixed.</param>
    internal static OnnxValue Reshaped(OnnxNode node, OnnxValue value, OnnxValue shape, long? batch)
    {
        if (shape.Numbers is not { } wanted) throw node.Bad($"expected the new shape as a stored constant of at most {OnnxValue.MaxRank} whole numbers");
        IgnFormatException Misfit() => node.Bad($"{value.Shape} cannot become [{string.Join(", ", wanted)}]");
        if (wanted.Any(w => w < -1) || wanted.Count(w => w == -1) > 1) throw Misfit();
        var sides = new List<long>();
        for (int i = 0; i < wanted.Count; i++)
        {
            if (wanted[i] != 0) sides.Add(wanted[i]);
            else if (value.IsBatch && i == 0) sides.Add(batch ?? 0);
            else if (i < value.Rank) sides.Add(value.Sides[i - (value.IsBatch ? 1 : 0)]);
            else throw Misfit();
        }
        bool free = sides.Count > 0 && sides[0] == -1;
        if (value.IsBatch)
        {
            // Images stay images: the first dimension is kept, by a zero, as the rest, or as the fixed number that it is.
            if (sides.Count == 0 || !(free || sides[0] == (batch ?? 0))) throw Misfit();
            sides.RemoveAt(0);
        }
        long known = OnnxValue.Product(sides.Where(s => s != -1));
        if (known <= 0 || value.Elements % known != 0) throw Misfit();
        int rest = sides.IndexOf(-1);
        if (rest >= 0) sides[rest] = value.Elements / known;
        else if (known != value.Elements) throw Misfit();
        return new OnnxValue(value.Type, sides, value.IsBatch);
    }

    /// <summary>The same elements in another order of the dimensions.</summary>
    internal static OnnxValue Transposed(OnnxNode node, OnnxValue value)
    {
        int rank = value.Rank, batch = value.IsBatch ? 1 : 0;
        var order = node.Has("perm") ? node.Ints("perm", rank, 0, 0, rank - 1) : [.. Enumerable.Range(0, rank).Reverse().Select(i => (long)i)];
        if (order.Distinct().Count() != rank || (value.IsBatch && order[0] != 0))
            throw node.Bad($"[{string.Join(", ", order)}] is no order of {value.Shape} that keeps the images apart");
        return new OnnxValue(value.Type, [.. order.Skip(batch).Select(i => value.Sides[(int)i - batch])], value.IsBatch);
    }
}
