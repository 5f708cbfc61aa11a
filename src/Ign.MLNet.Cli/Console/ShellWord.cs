namespace Ign.MLNet.Cli;

/// <summary>Words of commands that are printed for people to copy.</summary>
internal static class ShellWord
{
    /// <summary>The word, in quotes where a shell would take it apart.</summary>
    internal static string Of(string word) => word.Length > 0 && word.All(c => char.IsAsciiLetterOrDigit(c) || "/._-+:,=@%\\".Contains(c))
        ? word
        : $"'{word.Replace("'", @"'\''", StringComparison.Ordinal)}'";
}
