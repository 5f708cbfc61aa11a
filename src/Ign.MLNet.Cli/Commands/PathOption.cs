using System.CommandLine;
using System.CommandLine.Parsing;

namespace Ign.MLNet.Cli;

/// <summary>Options and arguments that name something that must be there; a wrong path is wrong usage and says what was expected.</summary>
internal static class PathOption
{
    internal static Option<string> ExistingFile(string name, string help, string helpName) => Checked(ValueOption.Required(name, help, helpName), CheckFile);

    /// <summary>An option that names a file that must be there, if it is given.</summary>
    internal static Option<string?> OptionalFile(string name, string help, string helpName) =>
        Checked(ValueOption.Of<string?>(name, help, helpName), CheckFile);

    /// <summary>An option that names a folder that must be there, if it is given.</summary>
    internal static Option<string?> OptionalFolder(string name, string help, string helpName) =>
        Checked(ValueOption.Of<string?>(name, help, helpName), CheckFolder);

    internal static Argument<string> ExistingFileArgument(string name, string help)
    {
        var argument = new Argument<string>(name) { Description = help };
        argument.Validators.Add(result => CheckFile(result, name));
        return argument;
    }

    internal static Option<string> ExistingFolder(string name, string help, string helpName) =>
        Checked(ValueOption.Required(name, help, helpName), CheckFolder);

    internal static Option<string> Output(string name, string help, string helpName) => ValueOption.Required(name, help, helpName);

    private static Option<T> Checked<T>(Option<T> option, Action<SymbolResult, string> check)
    {
        option.Validators.Add(result => check(result, option.Name));
        return option;
    }

    private static void CheckFolder(SymbolResult result, string name)
    {
        string path = Text(result);
        if (File.Exists(path)) result.AddError($"{name}: '{path}' is a file; expected a folder.");
        else if (!Directory.Exists(path)) result.AddError($"{name}: the folder '{path}' does not exist.");
    }

    private static void CheckFile(SymbolResult result, string name)
    {
        string path = Text(result);
        if (Directory.Exists(path)) result.AddError($"{name}: '{path}' is a folder; expected a file.");
        else if (!File.Exists(path)) result.AddError($"{name}: the file '{path}' does not exist.");
    }

    private static string Text(SymbolResult result) => result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
}
