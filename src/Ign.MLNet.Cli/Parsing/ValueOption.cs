using System.CommandLine;

namespace Ign.MLNet.Cli;

/// <summary>Options with a value, and the rule that a value must meet.</summary>
internal static class ValueOption
{
    internal static Option<T> Of<T>(string name, string help, string helpName) => new(name) { Description = help, HelpName = helpName };

    internal static Option<T> Of<T>(string name, string help, string helpName, T standard) =>
        new(name) { Description = help, HelpName = helpName, DefaultValueFactory = _ => standard };

    internal static Option<string> Required(string name, string help, string helpName) =>
        new(name) { Description = help, HelpName = helpName, Required = true };

    /// <summary>Refuses a text that is not right, and says what was <paramref name="expected"/>.</summary>
    internal static Option<T> Accept<T>(this Option<T> option, Func<string, bool> isRight, string expected)
    {
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && !isRight(result.Tokens[0].Value))
                result.AddError($"{option.Name}: expected {expected}, got '{result.Tokens[0].Value}'.");
        });
        return option;
    }
}
