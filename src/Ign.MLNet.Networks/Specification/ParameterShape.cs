namespace Ign.MLNet.Networks;

/// <summary>Name and shape of one trainable tensor of a <see cref="NetworkSpec"/>.</summary>
/// <param name="Name">Path of the layer and the role of the tensor, for example <c>3.body.0.weight</c>.</param>
/// <param name="Shape">Dimensions, outermost first.</param>
public sealed record ParameterShape(string Name, IReadOnlyList<int> Shape)
{
    /// <summary>Number of values in the tensor.</summary>
    public long Count => Shape.Aggregate(1L, (product, dimension) => checked(product * dimension));
}
