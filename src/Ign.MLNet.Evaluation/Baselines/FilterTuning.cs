using Ign.MLNet.Networks;

namespace Ign.MLNet.Evaluation;

/// <summary>Picks a baseline's parameter for one damage, so that the comparison is with the baseline at its best.</summary>
public static class FilterTuning
{
    /// <summary>The candidate with the smallest mean squared error on damaged held-out images.</summary>
    /// <typeparam name="TFilter">Kind of filter.</typeparam>
    /// <param name="candidates">Filters to try, at least one; among equals the first wins.</param>
    /// <param name="clean">Held-out images, at least one.</param>
    /// <param name="damage">Damage to undo.</param>
    /// <param name="seed">Seed of the damage.</param>
    /// <exception cref="ArgumentException">There are no candidates or no images.</exception>
    public static TFilter Best<TFilter>(IReadOnlyList<TFilter> candidates, ImageSet clean, Damage damage, ulong seed)
        where TFilter : IImageFilter
    {
        ArgumentNullException.ThrowIfNull(candidates);
        ArgumentNullException.ThrowIfNull(clean);
        ArgumentNullException.ThrowIfNull(damage);
        if (candidates.Count == 0) throw new ArgumentException("Expected at least one candidate.", nameof(candidates));
        if (clean.Count == 0) throw new ArgumentException("Expected at least one image.", nameof(clean));

        float[] reference = clean.ToRange(), damaged = DamagedImages.Draw(clean, damage, seed);
        return candidates.MinBy(filter => Psnr.MeanSquare(ImageBatchFilter.Apply(filter, damaged, clean.Shape), reference))!;
    }
}
