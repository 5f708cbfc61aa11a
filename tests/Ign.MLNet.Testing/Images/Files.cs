using Ign.MLNet.Imaging;
using Ign.MLNet.Networks;
using NetVips;

namespace Ign.MLNet.Testing;

/// <summary>Takes image files through the room without a network.</summary>
internal static class Files
{
    internal static IgnModelCard Card(int channels, float minimum = -1, float maximum = 1) =>
        new() { Name = "test", Shape = new TensorShape(channels, 8, 8), Minimum = minimum, Maximum = maximum };

    /// <summary>The file after a model that changes every value by <paramref name="change"/>, or by nothing.</summary>
    internal static byte[] Restore(byte[] file, int channels, Func<float, float>? change = null, ImageFormat? format = null, int? quality = null)
    {
        using var image = RestorableImage.Open(file, new ImageLimits());
        var model = image.Decode(Card(channels));
        if (change is not null)
            for (int i = 0; i < model.Values.Length; i++) model.Values[i] = change(model.Values[i]);
        return image.Encode(model, Card(channels), format, quality);
    }

    internal static string Refusal(byte[] file, ImageLimits? limits = null) => Assert.ThrowsExactly<ImageFileException>(() =>
    {
        using var image = RestorableImage.Open(file, limits ?? new ImageLimits());
        image.Decode(Card(1));
    }).Message;

    internal static byte[] Write(Image image, string format) => format switch
    {
        "bmp" => new BmpFile(image.Width, image.Height, image.Bands, image.WriteToMemory<byte>()).Encode(),
        "webp" => image.WebpsaveBuffer(lossless: true, exact: true),
        _ => image.WriteToBuffer("." + format),
    };

    internal static Image Read(byte[] file)
    {
        if (ImageFormats.Detect(file) != ImageFormat.Bmp) return Image.NewFromBuffer(file);
        var bmp = BmpFile.Decode(file, 1_000_000);
        return Pictures.From(bmp.Pixels, bmp.Width, bmp.Height, bmp.Bands);
    }

    internal static byte[] Pixels(byte[] file)
    {
        using var image = Read(file);
        return image.Format == Enums.BandFormat.Ushort
            ? [.. System.Runtime.InteropServices.MemoryMarshal.AsBytes<ushort>(image.WriteToMemory<ushort>())]
            : image.WriteToMemory<byte>();
    }
}
