namespace Ign.MLNet;

/// <summary>What a projection stage does with an image that holds NaN or infinity.</summary>
public enum NonFiniteInput
{
    /// <summary>Reading its projection throws an <see cref="InvalidOperationException"/> that names row, place and value.</summary>
    Throw,

    /// <summary>Its projection is NaN in every place, ML.NET's mark of a missing value; other rows are untouched.</summary>
    Missing,
}
