using NetVips;

namespace Ign.MLNet.Training.Tests;

/// <summary>A temporary folder with photographs whose pixels tell where they lie.</summary>
internal sealed class PhotoFolder : IDisposable
{
    internal string Root { get; } = Directory.CreateTempSubdirectory("ign-photos-").FullName;

    internal string this[params string[] parts] => Path.Combine([Root, .. parts]);

    /// <summary>Writes a photograph of one blue for each number, where red is the column and green the row.</summary>
    internal void Write(string path, int width, int height, int blue, bool inverted = false)
    {
        var pixels = new byte[width * height * 3];
        for (int i = 0; i < width * height; i++) (pixels[3 * i], pixels[(3 * i) + 1], pixels[(3 * i) + 2]) = ((byte)(i % width), (byte)(i / width), (byte)blue);
        if (inverted) pixels = Array.ConvertAll(pixels, p => (byte)(255 - p));
        Save(path, pixels, width, height, 3);
    }

    internal void Save(string path, byte[] pixels, int width, int height, int bands)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(this[path])!);
        using var image = Image.NewFromMemoryCopy<byte>(pixels, width, height, bands, Enums.BandFormat.Uchar);
        using var colour = image.Copy(interpretation: Enums.Interpretation.Srgb);
        colour.WriteToFile(this[path]);
    }

    /// <summary>Noise of all frequencies, which a denoiser can tell from nothing: detail of every crop is high.</summary>
    internal void WriteBusy(string path, int width, int height, int seed)
    {
        var pixels = new byte[width * height * 3];
        new Random(seed).NextBytes(pixels);
        Save(path, pixels, width, height, 3);
    }

    internal TrainingPhotos Open(string data = "clean", string? damaged = null, int shrink = 1, int smallest = 1, bool leaveOut = false) =>
        TrainingPhotos.Open(this[data], this["cache", "pixels"], damaged is null ? null : this[damaged], shrink, smallest, leaveOut);

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
