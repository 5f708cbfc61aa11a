namespace Ign.MLNet.Benchmarks;

/// <summary>The part of a page that a person wrote: it stands between two comments, and stays when the page is made again.</summary>
internal static class Remarks
{
    private const string Begin = "<!-- remarks -->", End = "<!-- end of remarks -->";

    /// <summary>That part of the file with its comments; nothing between them if there is none yet.</summary>
    internal static string Of(string? file)
    {
        string text = File.Exists(file) ? File.ReadAllText(file).ReplaceLineEndings("\n") : "";
        int begin = text.IndexOf(Begin, StringComparison.Ordinal), end = text.IndexOf(End, StringComparison.Ordinal);
        return begin >= 0 && end > begin ? text[begin..(end + End.Length)] : $"{Begin}\n{End}";
    }
}
