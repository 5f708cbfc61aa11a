using Ign.MLNet.Networks;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace Ign.MLNet.Samples.Photos;

/// <summary>A row: a piece of a photograph.</summary>
internal sealed class Piece
{
    internal const int Side = 64;
    private const int Step = 16;

    [ImageType(Side, Side)]
    public MLImage Image { get; set; } = null!;

    public string Photograph { get; set; } = "";

    /// <summary>All pieces of a file; neighbours overlap.</summary>
    internal static IEnumerable<Piece> Cut(string file)
    {
        using var image = MLImage.CreateFromFile(file);
        foreach (var piece in Cut(image, Path.GetFileNameWithoutExtension(file))) yield return piece;
    }

    internal static IEnumerable<Piece> Cut(MLImage image, string name)
    {
        float[] values = Pixels.Values(image);
        for (int top = 0; top + Side <= image.Height; top += Step)
            for (int left = 0; left + Side <= image.Width; left += Step)
            {
                var piece = new float[3 * Side * Side];
                for (int c = 0; c < 3; c++)
                    for (int y = 0; y < Side; y++)
                        values.AsSpan((((c * image.Height) + top + y) * image.Width) + left, Side).CopyTo(piece.AsSpan(((c * Side) + y) * Side));
                yield return new Piece { Image = Pixels.Image(piece, new TensorShape(3, Side, Side)), Photograph = name };
            }
    }
}
