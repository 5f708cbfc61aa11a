using NetVips;

namespace Ign.MLNet.Benchmarks;

/// <summary>Makes JPEG files of mixed size with something like a photograph in them: soft colours, edges, grain.</summary>
internal static class PictureFolder
{
    private const int Quality = 88, Blobs = 9;

    /// <summary>Writes the files <c>0000.jpg</c>, … in subfolders of a thousand.</summary>
    /// <param name="folder">Where to.</param>
    /// <param name="first">Number of the first file; it decides about the content.</param>
    /// <param name="count">How many.</param>
    /// <param name="smallest">Pixels of the shortest sides.</param>
    /// <param name="largest">Pixels of the longest sides.</param>
    /// <returns>Bytes written.</returns>
    internal static long Write(string folder, int first, int count, int smallest = 96, int largest = 512)
    {
        long bytes = 0;
        Parallel.For(first, first + count, i =>
        {
            string sub = Path.Combine(folder, $"{i / 1000:D3}");
            Directory.CreateDirectory(sub);
            byte[] file = Jpeg(i, smallest, largest);
            File.WriteAllBytes(Path.Combine(sub, $"{i:D6}.jpg"), file);
            Interlocked.Add(ref bytes, file.Length);
        });
        return bytes;
    }

    private static byte[] Jpeg(int seed, int smallest, int largest)
    {
        var random = new Random(seed);
        // As many small ones as large ones on a logarithmic scale, landscape and portrait.
        int width = (int)(smallest * Math.Pow((double)largest / smallest, random.NextDouble()));
        int height = Math.Clamp((int)(width * (0.6 + (0.9 * random.NextDouble()))), smallest, largest);
        byte[] pixels = Paint(width, height, random);
        using var image = Image.NewFromMemoryCopy<byte>(pixels, width, height, 3, Enums.BandFormat.Uchar);
        using var srgb = image.Copy(interpretation: Enums.Interpretation.Srgb);
        return srgb.JpegsaveBuffer(q: Quality);
    }

    private static byte[] Paint(int width, int height, Random random)
    {
        double size = Math.Max(width, height);
        double[][] blobs = [.. Enumerable.Range(0, Blobs).Select(_ => Enumerable.Range(0, 6).Select(_ => random.NextDouble()).ToArray())];
        byte[] pixels = new byte[width * height * 3];
        for (int y = 0, at = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                double red = 90 + (100.0 * y / height), green = 110 + (60.0 * x / width), blue = 170 - (80.0 * y / height);
                foreach (double[] blob in blobs)
                {
                    double dx = (x - (blob[0] * width)) / size, dy = (y - (blob[1] * height)) / size;
                    if ((dx * dx) + (dy * dy) > 0.03 * blob[2]) continue;
                    (red, green, blue) = ((0.3 * red) + (180 * blob[3]), (0.3 * green) + (180 * blob[4]), (0.3 * blue) + (180 * blob[5]));
                }
                double grain = random.Next(-9, 10);
                pixels[at++] = (byte)Math.Clamp(red + grain, 0, 255);
                pixels[at++] = (byte)Math.Clamp(green + grain, 0, 255);
                pixels[at++] = (byte)Math.Clamp(blue + grain, 0, 255);
            }
        }
        return pixels;
    }
}
