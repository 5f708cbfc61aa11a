using Ign.MLNet.Imaging;
using Ign.MLNet.Networks;

namespace Ign.MLNet.Evaluation;

/// <summary>
/// The traces of a JPEG file: the image is rounded to 8 bits, encoded and decoded by libjpeg, as libvips has it. A photograph that was stored twice is
/// a <see cref="Evaluation.Sequence"/> of two, the second with shifts: its blocks then lie elsewhere. The result stays in [-1, 1].
/// </summary>
/// <param name="Quality">Quality on the scale of libjpeg, whole numbers, 1 to 100.</param>
/// <param name="Subsample">Whether colour has half the resolution both ways (4:2:0), else all of it (4:4:4).</param>
/// <param name="Down">Rows by which the grid of 8×8 blocks is moved, whole numbers, 0 to 15 (with 4:2:0 a block of colour covers 16).</param>
/// <param name="Right">Columns, likewise.</param>
public sealed record Jpeg(Amount Quality, Chance Subsample = default, Amount Down = default, Amount Right = default) : Damage
{
    private const int MaxShift = 15;

    /// <inheritdoc/>
    public override Damage Sample(ref SeededRandom random, TensorShape shape) =>
        new Jpeg(Quality.SampleWhole(ref random), Subsample.Sample(ref random), Down.SampleWhole(ref random), Right.SampleWhole(ref random));

    /// <inheritdoc/>
    protected internal override string Describe()
    {
        string subsampling = Subsample.Probability switch { 0 => "444", 1 => "420", _ => "444..420" };
        return $"jpeg-{Quality}-{subsampling}{(Down == 0 && Right == 0 ? "" : $"-shifted-{Down}-{Right}")}";
    }

    /// <inheritdoc/>
    protected internal override bool Settled() => Quality.IsFixed && Subsample.IsFixed && Down.IsFixed && Right.IsFixed;

    internal override void Check()
    {
        Quality.Require("quality", 1, 100, whole: true);
        Down.Require("down", 0, MaxShift, whole: true);
        Right.Require("right", 0, MaxShift, whole: true);
    }

    /// <inheritdoc/>
    protected internal override void Apply(ReadOnlySpan<float> image, Span<float> result, TensorShape shape, ulong seed)
    {
        // The border is repeated outwards, above and on the left as far as the grid is moved.
        int down = Down.Whole, right = Right.Whole, height = shape.Height + down, width = shape.Width + right;
        int bands = shape.Channels, plane = shape.Height * shape.Width;
        var pixels = new byte[height * width * bands];
        for (int y = 0; y < height; y++)
            for (int x = 0; x < width; x++)
                for (int c = 0; c < bands; c++)
                    pixels[(y * width + x) * bands + c] = PixelRange.ToByte(image[c * plane + Math.Max(0, y - down) * shape.Width + Math.Max(0, x - right)]);
        var stored = JpegRoundTrip.Of(pixels, width, height, bands, Quality.Whole, Subsample.Value);
        for (int c = 0; c < bands; c++)
            for (int y = 0; y < shape.Height; y++)
                for (int x = 0; x < shape.Width; x++)
                    result[c * plane + y * shape.Width + x] = stored[((y + down) * width + x + right) * bands + c] / 127.5f - 1;
    }
}
