namespace Ign.MLNet.Networks;

/// <summary>An attribute of a node; which of the values counts is what <paramref name="Type"/> says.</summary>
/// <param name="Type">Kind of value, of <see cref="OnnxSchema.Attribute"/>.</param>
/// <param name="Float">A float.</param>
/// <param name="Int">A whole number.</param>
/// <param name="Text">A text.</param>
/// <param name="Ints">Whole numbers.</param>
internal sealed record OnnxAttribute(long Type, float Float, long Int, string Text, IReadOnlyList<long> Ints);
