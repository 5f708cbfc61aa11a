namespace Ign.MLNet.Imaging.Tests;

/// <summary>Edits of JPEG files.</summary>
internal static class Jpeg
{
    /// <summary>A segment with its marker and length.</summary>
    internal static byte[] Segment(byte marker, params byte[] content) =>
        [0xff, marker, (byte)((content.Length + 2) >> 8), (byte)(content.Length + 2), .. content];

    /// <summary>The file with segments before all others.</summary>
    internal static byte[] With(byte[] file, params byte[][] segments) => [.. file[..2], .. segments.SelectMany(s => s), .. file[2..]];
}
