namespace Ign.MLNet;

/// <summary>What a projection stage does with a row without a usable image: one that holds NaN or infinity, a null image, or a vector of no values.</summary>
public enum NonFiniteInput
{
    /// <summary>Reading its projection throws an <see cref="InvalidOperationException"/> that names the row, and place and value or what is missing.</summary>
    Throw,

    /// <summary>
    /// Its projection is NaN in every place, ML.NET's mark of a missing value, or a null image; other rows are untouched. So stages in a row hand it on.
    /// </summary>
    Missing,
}
