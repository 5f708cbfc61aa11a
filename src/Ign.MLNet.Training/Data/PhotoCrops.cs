using System.Security.Cryptography;
using System.Text;
using Ign.MLNet.Evaluation;
using Ign.MLNet.Imaging;
using Ign.MLNet.Networks;

namespace Ign.MLNet.Training;

/// <summary>Crops of photographs at their full resolution, where a draw is a function of photograph and seed.</summary>
/// <param name="clean">The photographs.</param>
/// <param name="damaged">The same ones damaged, in the same order and of the same sizes; null where damage is drawn instead.</param>
/// <param name="shape">Shape of a crop, with 1 or 3 channels; no photograph is smaller.</param>
/// <param name="detail">See <see cref="CropOptions.Detail"/>.</param>
internal sealed class PhotoCrops(PixelCache clean, PixelCache? damaged, TensorShape shape, double detail) : ITrainingImages
{
    private const int Tries = 8;
    private const double Least = 0.1; // the share of flat crops that is taken all the same: skies and walls must be learned, too

    public TensorShape Shape => shape;

    public int Count => clean.Photos.Count;

    public bool ArePairs => damaged is not null;

    public bool AreCropped => true;

    /// <summary>As many as lie side by side in it.</summary>
    public int Draws(int index) => Math.Max(1, clean.Photos[index].Width / shape.Width * (clean.Photos[index].Height / shape.Height));

    public void Read(int index, Span<float> image) => Read(index, 0, image);

    public void Read(int index, ulong seed, Span<float> image)
    {
        var (pixels, _, _) = Draw(index, seed);
        Write(pixels, image);
    }

    public void ReadPair(int index, ulong seed, Span<float> image, Span<float> bad)
    {
        var (pixels, top, left) = Draw(index, seed);
        Write(pixels, image);
        damaged!.Read(damaged.Photos[index], top, left, shape.Height, shape.Width, pixels);
        Write(pixels, bad);
    }

    public ITrainingImages CroppedTo(TensorShape crop) => new PhotoCrops(clean, damaged, crop, detail);

    /// <summary>The hashes of all photographs: reading every pixel again would say no more.</summary>
    public string? ContentHash => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
        string.Join('\n', clean.Photos.Concat(damaged?.Photos ?? []).Select(p => $"{p.Width}x{p.Height} {p.Sha256}")))));

    private (byte[] Pixels, int Top, int Left) Draw(int index, ulong seed)
    {
        var photo = clean.Photos[index];
        var random = new SeededRandom(SeededRandom.Mix(seed, 8)); // no other draw of a training has this number
        var pixels = new byte[shape.Height * shape.Width * CachedPhoto.Bands];
        for (int tries = 1; ; tries++)
        {
            int top = random.Next(photo.Height - shape.Height + 1), left = random.Next(photo.Width - shape.Width + 1);
            clean.Read(photo, top, left, shape.Height, shape.Width, pixels);
            if (detail <= 0 || tries == Tries || random.NextDouble() < Least + (1 - Least) * Laplacian(pixels) / detail) return (pixels, top, left);
        }
    }

    /// <summary>Mean absolute Laplacian of green, the channel that luma consists of most.</summary>
    private double Laplacian(byte[] pixels)
    {
        int row = shape.Width * CachedPhoto.Bands;
        long sum = 0;
        for (int y = 1; y < shape.Height - 1; y++)
            for (int x = 1; x < shape.Width - 1; x++)
            {
                int at = y * row + x * CachedPhoto.Bands + 1;
                sum += Math.Abs(4 * pixels[at] - pixels[at - CachedPhoto.Bands] - pixels[at + CachedPhoto.Bands] - pixels[at - row] - pixels[at + row]);
            }
        return (double)sum / Math.Max(1, (shape.Height - 2) * (shape.Width - 2));
    }

    /// <summary>Planes of values in [-1, 1]; one channel is Rec. 601 luma.</summary>
    private void Write(byte[] pixels, Span<float> image)
    {
        int plane = shape.Height * shape.Width;
        for (int i = 0, at = 0; i < plane; i++, at += CachedPhoto.Bands)
        {
            if (shape.Channels == 1) image[i] = (0.299f * pixels[at] + 0.587f * pixels[at + 1] + 0.114f * pixels[at + 2]) / 127.5f - 1;
            else (image[i], image[plane + i], image[2 * plane + i]) = (pixels[at] / 127.5f - 1, pixels[at + 1] / 127.5f - 1, pixels[at + 2] / 127.5f - 1);
        }
    }
}
