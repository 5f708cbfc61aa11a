namespace Ign.MLNet.Cli;

/// <summary>Paths in commands that are printed for people to copy.</summary>
internal static class ShellWord
{
    /// <summary>The path, in quotes where a shell would take it apart.</summary>
    internal static string Of(string path) =>
        path.All(c => char.IsAsciiLetterOrDigit(c) || "/._-+:,\\".Contains(c)) ? path : $"'{path.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
