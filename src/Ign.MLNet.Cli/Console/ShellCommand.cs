namespace Ign.MLNet.Cli;

/// <summary>A command as somebody else may type it.</summary>
internal static class ShellCommand
{
    /// <summary>
    /// The command, quoted where a shell of Unix would read something else. Of absolute paths only the last part: the folders above are nobody's business.
    /// </summary>
    internal static string Of(string program, IEnumerable<string> arguments) => string.Join(' ', arguments.Prepend(program).Select(argument =>
        ShellWord.Of(Path.IsPathRooted(argument) ? Path.GetFileName(Path.TrimEndingDirectorySeparator(argument)) : argument)));
}
