namespace Ign.MLNet;

/// <summary>The columns that a projection stage can create, in their order.</summary>
internal enum ProjectionColumn
{
    /// <summary>The projected image.</summary>
    Projection,

    /// <summary>Distance between the input and its projection.</summary>
    Displacement,

    /// <summary>Distance between the projection and its projection.</summary>
    Residual,
}
