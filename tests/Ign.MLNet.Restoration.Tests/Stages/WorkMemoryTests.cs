using Ign.MLNet.Imaging;

namespace Ign.MLNet.Restoration.Tests;

[TestClass]
public sealed class WorkMemoryTests
{
    private const long Megabyte = 1 << 20;

    [TestMethod]
    [DataRow(2, 24_000, 512)]
    [DataRow(16, 128_000, 2048)]
    [DataRow(16, 1_000, 400)]
    [DataRow(1, 384, 153)]
    public void The_budget_follows_the_cores_and_the_memory_that_there_is(int threads, int available, int expected)
    {
        using var folder = new TemporaryFolder();
        var options = Jobs.Make(folder, TestModels.Identity(3, 8, 8)) with { Threads = threads };
        Assert.AreEqual(expected, WorkMemory.Budget(options, available * Megabyte) / Megabyte);
        Assert.AreEqual(7, WorkMemory.Budget(options with { MaxMemory = 7 }, available * Megabyte));
    }

    [TestMethod]
    public void An_image_that_does_not_fit_is_refused_for_now()
    {
        WorkMemory.Check(70 * Megabyte, 100 * Megabyte);
        var refusal = Assert.ThrowsExactly<ImageFileException>(() => WorkMemory.Check(71 * Megabyte, 100 * Megabyte));
        Assert.AreEqual("needs about 71 MB of memory, and this process may use 100 MB in all; give it more.", refusal.Message);
        Assert.IsTrue(refusal.MayPass);
    }

    [TestMethod]
    public void Arrays_of_images_are_used_again_by_those_of_the_same_size_only()
    {
        const int Length = 3_000_017; // of no other test
        var array = LargeArrays.Rent<byte>(Length);
        LargeArrays.Return(array);
        Assert.AreNotSame(array, LargeArrays.Rent<byte>(Length + 1));
        Assert.AreSame(array, LargeArrays.Rent<byte>(Length));
        Assert.AreNotSame(array, LargeArrays.Rent<byte>(Length), "somebody has it");
        var small = LargeArrays.Rent<byte>(1000);
        LargeArrays.Return(small);
        Assert.AreNotSame(small, LargeArrays.Rent<byte>(1000));
        LargeArrays.Return<byte>(null);
    }

    [TestMethod]
    [DataRow("jpg", false, 18)]
    [DataRow("webp", false, 21)]
    [DataRow("jpg", true, 21)]
    public void A_pixel_takes_what_the_pages_say(string format, bool turned, int bytes)
    {
        using var picture = turned ? Pictures.Random(64, 32, 3).Mutate(m => m.Set(NetVips.GValue.GIntType, "orientation", 6)) : Pictures.Random(64, 32, 3);
        using var image = RestorableImage.Open(Files.Write(picture, format), new ImageLimits());
        Assert.AreEqual(64 * 32 * bytes, image.MemoryFor(Files.Card(3)));
    }
}
