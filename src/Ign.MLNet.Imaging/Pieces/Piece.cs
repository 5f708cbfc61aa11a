using Ign.MLNet.Networks;

namespace Ign.MLNet.Imaging;

/// <summary>What a network is given of an image, and which part of it counts: the rest is only there for the network to look at.</summary>
/// <param name="Shape">Shape of the values that go in and come out.</param>
/// <param name="Left">First column that counts.</param>
/// <param name="Top">First row that counts.</param>
/// <param name="Width">Columns that count.</param>
/// <param name="Height">Rows that count.</param>
internal readonly record struct Piece(TensorShape Shape, int Left, int Top, int Width, int Height)
{
    /// <summary>A piece of which all counts.</summary>
    internal Piece(TensorShape shape)
        : this(shape, 0, 0, shape.Width, shape.Height)
    {
    }
}
