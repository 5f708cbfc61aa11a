using NetVips;

namespace Ign.MLNet.Testing;

/// <summary>Makes image files with seeded pixels and reads them back.</summary>
internal static class Pictures
{
    internal static Image Random(int width, int height, int bands, int seed = 1)
    {
        var pixels = new byte[width * height * bands];
        new Random(seed).NextBytes(pixels);
        return From(pixels, width, height, bands);
    }

    internal static Image Random16(int width, int height, int bands)
    {
        var random = new Random(1);
        var pixels = Enumerable.Range(0, width * height * bands).Select(_ => (ushort)random.Next(65536)).ToArray();
        return Image.NewFromMemoryCopy<ushort>(pixels, width, height, bands, Enums.BandFormat.Ushort)
            .Copy(interpretation: bands < 3 ? Enums.Interpretation.Grey16 : Enums.Interpretation.Rgb16);
    }

    internal static Image From(byte[] pixels, int width, int height, int bands) =>
        Image.NewFromMemoryCopy<byte>(pixels, width, height, bands, Enums.BandFormat.Uchar)
            .Copy(interpretation: bands < 3 ? Enums.Interpretation.Bw : Enums.Interpretation.Srgb);

    /// <summary>A smooth picture, which JPEG keeps well.</summary>
    internal static Image Smooth(int width, int height, int bands)
    {
        var pixels = new byte[width * height * bands];
        for (int i = 0; i < pixels.Length; i++) pixels[i] = (byte)(60 + (100 * (i / bands % width) / width) + (60 * (i / bands / width) / height));
        return From(pixels, width, height, bands);
    }

    internal static void Save(this Image image, string path) => File.WriteAllBytes(path, image.WriteToBuffer(Path.GetExtension(path)));

    /// <summary>Saves under a name that libvips could take for something else, by way of another one.</summary>
    internal static void Save(this Image image, string way, string path)
    {
        image.Save(way);
        File.Move(way, path);
    }

    internal static Image Open(string path) => Image.NewFromBuffer(File.ReadAllBytes(path));

    internal static byte[] Pixels(string path) => Open(path).WriteToMemory<byte>();

    internal static ushort[] Pixels16(string path) => Open(path).WriteToMemory<ushort>();

    internal static double MeanDifference(string path, string other) =>
        Pixels(path).Zip(Pixels(other), (a, b) => Math.Abs((double)a - b)).Average();
}
