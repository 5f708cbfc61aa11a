namespace Ign.MLNet.Networks;

/// <summary>Name and shape of one trainable tensor of a <see cref="NetworkSpec"/>.</summary>
/// <param name="Name">Path of the layer and the role of the tensor, for example <c>3.body.0.weight</c>.</param>
/// <param name="Shape">Dimensions, outermost first.</param>
/// <param name="Start">Value that all of it starts with, unless it is a kernel, of four dimensions, which starts at random.</param>
public sealed record ParameterShape(string Name, IReadOnlyList<int> Shape, float Start = 0)
{
    /// <summary>Number of values in the tensor.</summary>
    public long Count => Shape.Aggregate(1L, (product, dimension) => checked(product * dimension));
}
