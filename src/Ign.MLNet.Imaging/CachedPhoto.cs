using System.Text.Json.Serialization;

namespace Ign.MLNet.Imaging;

/// <summary>One photograph in a <see cref="PixelCache"/>.</summary>
/// <param name="Path">Relative path of its file.</param>
/// <param name="Bytes">Length of the file.</param>
/// <param name="Changed">When the file was changed last, in ticks of UTC.</param>
/// <param name="Width">Columns in pixels, 0 for a file that is left out.</param>
/// <param name="Height">Rows in pixels, likewise.</param>
/// <param name="Offset">Where its pixels begin in the cache.</param>
/// <param name="Sha256">Hash of its pixels; empty for a file that is left out.</param>
/// <param name="Broken">Why the file cannot be used; null if it can.</param>
internal sealed record CachedPhoto(string Path, long Bytes, long Changed, int Width, int Height, long Offset, string Sha256, string? Broken = null)
{
    /// <summary>Interleaved red, green, blue.</summary>
    internal const int Bands = 3;

    /// <summary>Bytes of its pixels.</summary>
    [JsonIgnore]
    internal long Length => (long)Width * Height * Bands;

    /// <summary>Whether it was made of the same file.</summary>
    internal bool IsOf(CachedPhoto file) => (Path, Bytes, Changed) == (file.Path, file.Bytes, file.Changed);
}
