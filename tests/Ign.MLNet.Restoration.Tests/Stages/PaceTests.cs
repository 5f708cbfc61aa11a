namespace Ign.MLNet.Restoration.Tests;

[TestClass]
public sealed class PaceTests
{
    private const long Photo = 12_000_000;

    [TestMethod]
    public void A_large_image_moves_on_with_its_tiles()
    {
        var time = new StepTime();
        var pace = new Pace(time, 4_000_000);
        pace.Decoded(4_000_000, Photo);
        for (int tenth = 1; tenth <= 10; tenth++)
        {
            time.Pass(1);
            pace.Projected(Photo / 10);
            Assert.AreEqual((tenth * Photo / 10, Photo), (pace.PixelsDone, pace.PixelsTotal));
            Assert.AreEqual(1.2e6, pace.PixelsPerSecond!.Value, 1);
            Assert.IsNull(pace.ImagesPerSecond);
            if (tenth is < 5 or 10) Assert.IsNull(pace.Remaining, $"after {tenth} s");
            else Assert.AreEqual(10 - tenth, pace.Remaining!.Value.TotalSeconds, 1e-6);
        }
    }

    [TestMethod]
    public void The_first_second_tells_no_speed_and_the_first_small_image_no_end()
    {
        var time = new StepTime();
        var pace = new Pace(time, 400_000_000);
        time.Pass(0.01);
        Small();
        Assert.IsNull(pace.ImagesPerSecond);
        Assert.IsNull(pace.PixelsPerSecond);
        time.Pass(10);
        Small();
        Assert.IsNull(pace.Remaining, "two images of a kilobyte say nothing of 400 MB");
        Assert.IsLessThan(1, pace.ImagesPerSecond!.Value);

        void Small()
        {
            pace.Decoded(1_000, 784);
            pace.Projected(784);
            pace.Result();
        }
    }

    [TestMethod]
    public void Images_for_which_there_is_nothing_to_do_do_not_spoil_the_end()
    {
        const int Bytes = 100_000, Pixels = 300_000;
        var time = new StepTime();
        var pace = new Pace(time, 3_000L * Bytes);
        for (int i = 0; i < 1_000; i++)
        {
            time.Pass(0.001);
            pace.Settled(Bytes, Pixels);
        }
        Assert.IsNull(pace.PixelsPerSecond);
        for (int i = 0; i < 1_000; i++)
        {
            time.Pass(0.1);
            pace.Decoded(Bytes, Pixels);
            pace.Projected(Pixels);
            pace.Result();
        }
        Assert.AreEqual(10, pace.ImagesPerSecond!.Value, 0.5);
        Assert.AreEqual(100, pace.Remaining!.Value.TotalSeconds, 5);
        Assert.AreEqual(2.0 / 3, (double)pace.PixelsDone / pace.PixelsTotal, 1e-3);
    }

    [TestMethod]
    public void The_size_of_what_nobody_has_seen_yet_is_told_by_what_was_decoded()
    {
        var pace = new Pace(new StepTime(), 10_000);
        pace.Decoded(1_000, 3_000);
        Assert.AreEqual(30_000, pace.PixelsTotal);
        pace.Settled(1_000, null); // damaged
        Assert.AreEqual((3_000, 30_000), (pace.PixelsDone, pace.PixelsTotal));
    }
}
