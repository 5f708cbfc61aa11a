using System.Numerics.Tensors;
using Ign.MLNet.Networks;

namespace Ign.MLNet;

/// <summary>
/// Takes values from one range to another: (x - <see cref="Black"/>) · <see cref="Factor"/> + <see cref="NewBlack"/>, each step rounded to 32 bits, as
/// the nodes of the saved form do it, so that both give the same.
/// </summary>
internal readonly record struct RangeMap(float Black, float Factor, float NewBlack)
{
    /// <summary>From a column's range to the card's; null where they are the same.</summary>
    internal static RangeMap? ToCard((float Minimum, float Maximum) range, IgnModelCard card) => Between(range, (card.Minimum, card.Maximum));

    /// <summary>From the card's range to a column's; null where they are the same.</summary>
    internal static RangeMap? FromCard((float Minimum, float Maximum) range, IgnModelCard card) => Between((card.Minimum, card.Maximum), range);

    /// <param name="values">Values to map.</param>
    /// <param name="mapped">Gets them; may be the same place.</param>
    internal void Apply(ReadOnlySpan<float> values, Span<float> mapped)
    {
        TensorPrimitives.Subtract(values, Black, mapped);
        TensorPrimitives.Multiply(mapped, Factor, mapped);
        TensorPrimitives.Add(mapped, NewBlack, mapped);
    }

    private static RangeMap? Between((float Minimum, float Maximum) from, (float Minimum, float Maximum) to) =>
        from == to ? null : new(from.Minimum, (float)(((double)to.Maximum - to.Minimum) / ((double)from.Maximum - from.Minimum)), to.Minimum);
}
