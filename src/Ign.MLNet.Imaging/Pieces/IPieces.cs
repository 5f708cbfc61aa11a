namespace Ign.MLNet.Imaging;

/// <summary>
/// An image as pieces that a model takes: tiles, the whole of it, or the whole resized. Pieces are read and written in ascending order, each one read before it
/// is written; reading may be ahead of writing. Not for use by two threads at once.
/// </summary>
internal interface IPieces
{
    /// <summary>Number of pieces, at least 1.</summary>
    int Count { get; }

    /// <summary>Shape of a piece, and what of it counts.</summary>
    Piece Of(int index);

    /// <summary>Copies the next piece of the input.</summary>
    /// <param name="index">Which piece; 0, 1, 2, …</param>
    /// <param name="target">Receives CHW values.</param>
    void Read(int index, Span<float> target);

    /// <summary>Takes the projection of a piece.</summary>
    /// <param name="index">Which piece; 0, 1, 2, …</param>
    /// <param name="values">CHW values.</param>
    void Write(int index, ReadOnlySpan<float> values);

    /// <summary>The projected image, of the size of the input, after all pieces were written. To be called once.</summary>
    ModelImage Result();
}
