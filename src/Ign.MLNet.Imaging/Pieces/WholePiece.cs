using Ign.MLNet.Networks;

namespace Ign.MLNet.Imaging;

/// <summary>An image that the model takes as it is. The result takes the place of the input.</summary>
internal sealed class WholePiece(ModelImage image) : IPieces
{
    private bool _written;

    /// <inheritdoc/>
    public int Count => 1;

    /// <inheritdoc/>
    public Piece Of(int index) => new(new TensorShape(image.Channels, image.Height, image.Width));

    /// <inheritdoc/>
    public void Read(int index, Span<float> target)
    {
        int channels = image.Channels, plane = image.Width * image.Height;
        for (int c = 0; c < channels; c++)
            for (int i = 0; i < plane; i++) target[(c * plane) + i] = image.Values[(i * channels) + c];
    }

    /// <inheritdoc/>
    public void Write(int index, ReadOnlySpan<float> values)
    {
        int channels = image.Channels, plane = image.Width * image.Height;
        for (int c = 0; c < channels; c++)
            for (int i = 0; i < plane; i++) image.Values[(i * channels) + c] = values[(c * plane) + i];
        _written = true;
    }

    /// <inheritdoc/>
    public ModelImage Result() => _written ? image : throw new InvalidOperationException("Expected 1 piece, got 0.");
}
