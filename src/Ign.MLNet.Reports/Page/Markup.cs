namespace Ign.MLNet.Reports;

/// <summary>Text that is HTML already and holds nothing of a stranger's.</summary>
internal readonly record struct Markup(string Html)
{
    /// <summary>The address of a picture that stands in the page itself.</summary>
    /// <param name="format"><c>png</c> or <c>webp</c>.</param>
    /// <param name="file">Content of the picture's file.</param>
    internal static Markup Picture(string format, byte[] file) => new($"data:image/{format};base64,{Convert.ToBase64String(file)}");
}
