using System.Text.RegularExpressions;

namespace Ign.MLNet.Imaging;

/// <summary>
/// What a file may cost before it is given up; all but the time are checked on its header, before anything is decoded. A file that is beyond fails, and its
/// reason names the property here and the option of <c>ign</c>, which has the same name.
/// </summary>
public sealed partial record ImageLimits
{
    /// <summary>
    /// Largest number of pixels, which bounds the memory that an image takes, however small its file. Images beyond 268 million fail in any case: arrays end
    /// there.
    /// </summary>
    public long MaxPixels { get; init; } = 100_000_000;

    /// <summary>
    /// Longest time that decoding one image may take. It is looked at between rows; WebP and progressive JPEG are decoded in one go and fail after it.
    /// </summary>
    public TimeSpan MaxDecodeTime { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>What measures that time.</summary>
    internal TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Largest compressed file that is read, in bytes.</summary>
    public long MaxFileBytes { get; init; } = 1L << 30;

    /// <summary>Largest block of EXIF, in bytes.</summary>
    public int MaxExifBytes { get; init; } = 1 << 20;

    /// <summary>Most scans of a JPEG. Programs write about ten; a small file with thousands of them would cost hours.</summary>
    public int MaxScans { get; init; } = 100;

    /// <summary>What lifts a limit, for the end of a reason.</summary>
    internal static string Raise(string property) => $"raise {property}, --{Capital().Replace(property, "-$0").TrimStart('-').ToLowerInvariant()}";

    internal static ImageFileException TooManyBytes(long bytes, long most) =>
        new($"has {bytes:N0} bytes; at most {most:N0} are read ({Raise(nameof(MaxFileBytes))}).");

    [GeneratedRegex("[A-Z]", RegexOptions.CultureInvariant)]
    private static partial Regex Capital();
}
