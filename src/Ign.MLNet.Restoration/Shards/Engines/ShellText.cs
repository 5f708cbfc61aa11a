namespace Ign.MLNet.Restoration;

/// <summary>Text in POSIX shell scripts.</summary>
internal static class ShellText
{
    /// <summary>The text as one word that the shell takes as it is.</summary>
    /// <exception cref="RestorationRefusedException">The text holds a character that no shell word can.</exception>
    internal static string Quote(string text)
    {
        if (text.Contains('\0')) throw new RestorationRefusedException("A path or option holds a zero character.");
        return $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";
    }

    internal static string Quote(IEnumerable<string> words) => string.Join(' ', words.Select(Quote));
}
