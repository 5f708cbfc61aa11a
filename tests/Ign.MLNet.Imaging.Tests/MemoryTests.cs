using Ign.MLNet.Networks;

namespace Ign.MLNet.Imaging.Tests;

/// <summary>What the remarks of <see cref="RestorableImage"/> say about memory, as far as the managed heap shows it.</summary>
[TestClass]
[DoNotParallelize]
public sealed class MemoryTests
{
    [TestMethod]
    public void An_image_takes_its_samples_and_four_bytes_a_value_and_a_band_of_tiles()
    {
        const int Width = 2000, Height = 1500, Slack = 2_000_000;
        const long Samples = Width * Height * 3, Values = Samples * 4;
        var card = Files.Card(3) with { Shape = new TensorShape(3, 64, 64) };
        var file = Pictures.Smooth(Width, Height, 3).JpegsaveBuffer();
        Files.Restore(file, 3); // what is set up once
        using var image = RestorableImage.Open(file, new ImageLimits());

        long before = GC.GetAllocatedBytesForCurrentThread();
        var model = image.Decode(card);
        Assert.IsLessThan((2 * Samples) + Values + Slack, Step(), "Decoding: strips on the way, samples and values.");

        var pieces = Pieces.Of(model, card.Shape, FitMode.Tile, 16);
        var tile = new float[card.Shape.Size];
        for (int i = 0; i < pieces.Count; i++)
        {
            pieces.Read(i, tile);
            pieces.Write(i, tile);
        }
        Assert.AreSame(model, pieces.Result());
        Assert.IsLessThan((64L * Width * 3 * 4) + Slack, Step(), "Tiling: one band.");

        var result = image.Encode(model, card);
        Assert.IsLessThan(Samples + (2L * result.Length) + Slack, Step(), "Encoding: new samples and the file.");

        before = GC.GetAllocatedBytesForCurrentThread();
        image.Decode(card);
        Assert.IsLessThan(Values + Slack, Step(), "Nothing is decoded twice.");

        long Step()
        {
            long now = GC.GetAllocatedBytesForCurrentThread(), step = now - before;
            before = now;
            return step;
        }
    }
}
