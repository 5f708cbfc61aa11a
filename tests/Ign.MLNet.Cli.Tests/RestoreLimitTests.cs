using Ign.MLNet.Imaging;
using NetVips;

namespace Ign.MLNet.Cli.Tests;

/// <summary>Every limit of <see cref="ImageLimits"/>, also one that is added later: it has an option, and the reason of a file beyond it names both.</summary>
[TestClass]
public sealed class RestoreLimitTests
{
    public static IEnumerable<object[]> Limits => typeof(ImageLimits).GetProperties().Where(p => p.CanWrite).Select(p => new object[] { p.Name });

    [TestMethod]
    [DynamicData(nameof(Limits))]
    public async Task A_limit_has_its_option_and_the_reason_names_it(string limit)
    {
        using var folder = new TemporaryFolder();
        folder.Folder("in");
        var (file, value) = Beyond(limit);
        File.WriteAllBytes(folder["in", "image"] + (file[0] == 0xff ? ".jpg" : ".png"), file);
        string option = "--" + string.Concat(limit.Select((c, i) => char.IsAsciiLetterUpper(c) ? (i > 0 ? "-" : "") + char.ToLowerInvariant(c) : c.ToString()));
        string[] command = ["restore", "--model", folder.WriteModel(), "--in", folder["in"], "--out", folder["out"], "--fit", "resize"];

        var refused = await IgnProcess.RunInside([.. command, option, value]);
        Assert.AreEqual(ExitCode.SomeFailed, refused.Code, refused.Error + refused.Output);
        StringAssert.Contains(refused.Error, $"(raise {limit}, {option})");
        Assert.AreEqual(ExitCode.Done, (await IgnProcess.RunInside(command)).Code, "It is the limit alone that the file is beyond.");
        StringAssert.Contains((await IgnProcess.RunInside("restore", "--help")).Output, option);
    }

    /// <summary>A file and a value of the option that it is beyond.</summary>
    private static (byte[] File, string Value) Beyond(string limit) => limit switch
    {
        nameof(ImageLimits.MaxPixels) => (TestFiles.Png(8, 8, 1), "63"),
        nameof(ImageLimits.MaxFileBytes) => (TestFiles.Png(8, 8, 1), "64"),
        nameof(ImageLimits.MaxDecodeTime) => (TestFiles.Png(8, 8, 1), "1e-7"), // a tick of the clock
        nameof(ImageLimits.MaxExifBytes) => (Jpeg(progressive: false), "5"),
        nameof(ImageLimits.MaxScans) => (Jpeg(progressive: true), "1"),
        _ => throw new NotSupportedException($"A file that is beyond {limit} is missing here."),
    };

    private static byte[] Jpeg(bool progressive)
    {
        using var plain = Image.NewFromBuffer(TestFiles.Png(8, 8, 1));
        using var image = plain.Mutate(m => m.Set(GValue.GStrType, "exif-ifd0-Make", "ign (ign, ASCII, 4 components, 4 bytes)"));
        return image.JpegsaveBuffer(interlace: progressive);
    }
}
