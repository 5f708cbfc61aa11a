namespace Ign.MLNet.Networks;

/// <summary>
/// The operators that take images apart and put them together. The dimension of the images is never cut or joined: what is found for one image would
/// not hold for many.
/// </summary>
internal static class OnnxChannels
{
    private const int ImageRank = 3;
    private const long MaxBlock = 64;

    /// <summary>Squares of pixels become channels, or the other way round.</summary>
    internal static OnnxValue Moved(OnnxNode node, OnnxValue value)
    {
        long block = node.Int("blocksize", 0, 1, MaxBlock);
        if (block == 0) throw node.Bad("it lacks its blocksize");
        if (!value.IsBatch || value.Sides.Count != ImageRank) throw node.Bad($"expected images [N, C, H, W], got {value.Shape}");
        long channels = value.Sides[0], height = value.Sides[1], width = value.Sides[2], area = block * block;
        bool down = node.Kind == "SpaceToDepth";
        if (down ? height % block != 0 || width % block != 0 : channels % area != 0) throw node.Bad($"squares of {block} pixels do not fit {value.Shape}");
        // Sides are bounded by the number of elements, which stays the same.
        return value with
        {
            Sides = down ? [channels * area, height / block, width / block] : [channels / area, height * block, width * block],
            Numbers = null,
        };
    }

    /// <summary>A part of each image.</summary>
    /// <param name="node">The node.</param>
    /// <param name="value">The images.</param>
    /// <param name="starts">Constant with the first index of each part.</param>
    /// <param name="ends">Constant with the index behind the last one.</param>
    /// <param name="axes">Constant with the dimensions that are cut.</param>
    internal static OnnxValue Cut(OnnxNode node, OnnxValue value, OnnxValue starts, OnnxValue ends, OnnxValue axes)
    {
        if (!value.IsBatch) throw node.Bad($"expected images, got {value.Shape}");
        if (starts.Numbers is not { } first || ends.Numbers is not { } end || axes.Numbers is not { } dimensions || first.Count != end.Count
            || first.Count != dimensions.Count)
            throw node.Bad("expected starts, ends and axes as stored constants of as many whole numbers");
        var sides = value.Sides.ToArray();
        if (dimensions.Distinct().Count() != dimensions.Count) throw node.Bad("it cuts a dimension twice");
        for (int i = 0; i < dimensions.Count; i++)
        {
            if (dimensions[i] < 1 || dimensions[i] > sides.Length)
                throw node.Bad($"it cuts dimension {dimensions[i]} of {value.Shape}, expected 1 to {sides.Length}");
            ref long side = ref sides[dimensions[i] - 1];
            if (first[i] < 0 || end[i] <= first[i] || end[i] > side) throw node.Bad($"it cuts {first[i]} to {end[i]} out of a side of {side}");
            side = end[i] - first[i];
        }
        return value with { Sides = sides, Numbers = null };
    }

    /// <summary>Images side by side.</summary>
    internal static OnnxValue Joined(OnnxNode node, OnnxValue[] parts)
    {
        var first = parts[0];
        if (!node.Has("axis")) throw node.Bad("it lacks its axis");
        int place = (int)node.Int("axis", 1, 1, Math.Max(first.Rank - 1, 1)) - 1;
        foreach (var part in parts)
            if (!part.IsBatch || part.Rank != first.Rank || part.Rank < 2
                || !part.Sides.Where((_, i) => i != place).SequenceEqual(first.Sides.Where((_, i) => i != place)))
                throw node.Bad($"{first.Shape} and {part.Shape} cannot be joined");
        Int128 sum = 0;
        foreach (var part in parts) sum += part.Sides[place];
        long[] sides = [.. first.Sides];
        sides[place] = (long)Int128.Min(sum, long.MaxValue);
        return first with { Sides = sides, Numbers = null };
    }
}
