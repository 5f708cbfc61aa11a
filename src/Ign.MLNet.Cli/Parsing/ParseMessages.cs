using System.CommandLine;
using System.CommandLine.Parsing;
using Ign.MLNet.Networks;

namespace Ign.MLNet.Cli;

/// <summary>What is wrong with a command line, in our words: the parser's speak of types of .NET, and know nothing of what was meant.</summary>
internal static class ParseMessages
{
    internal static IReadOnlyList<string> Of(ParseResult parsed, RootCommand root)
    {
        if (parsed.CommandResult.Command is RootCommand) return [NoCommand(parsed, root)];
        var options = Options(parsed.CommandResult).ToList();
        string[] unknown = [.. parsed.UnmatchedTokens.Where(IsOption)];
        string[] meant = [.. unknown.Select(t => NearestWord.Find(NameOf(t), options.Select(o => o.Name))).OfType<string>()];
        var messages = unknown.Select(t => $"there is no option '{NameOf(t)}'{NearestWord.Hint(NameOf(t), options.Select(o => o.Name))}").ToList();
        // What follows an option that is not there is its value.
        if (unknown.Length == 0)
            messages.AddRange(parsed.UnmatchedTokens.Select(t => $"'{t}' is too much: it is no option, and no option before it takes it."));
        var refused = parsed.Errors.Where(e => !IsConversion(e)).Select(e => e.SymbolResult).ToHashSet();
        foreach (var error in parsed.Errors)
        {
            if (parsed.UnmatchedTokens.Any(t => error.Message.Contains($"'{t}'", StringComparison.Ordinal)) && error.SymbolResult is CommandResult) continue;
            if (IsConversion(error) && refused.Contains(error.SymbolResult)) continue;
            // A required option that was misspelt is not missing.
            if (meant.Any(m => error.Message.Contains($"'{m}'", StringComparison.Ordinal))) continue;
            messages.Add(Worded(error));
        }
        return [.. messages.Distinct()];
    }

    private static string NoCommand(ParseResult parsed, RootCommand root)
    {
        string commands = string.Join(", ", root.Subcommands.Select(c => c.Name));
        if (parsed.UnmatchedTokens.Count == 0) return $"Expected a command: {commands}.";
        string word = parsed.UnmatchedTokens[0];
        string hint = NearestWord.Hint(word, root.Subcommands.Select(c => c.Name).Concat(root.Options.Select(o => o.Name)));
        return hint == "."
            ? $"There is no command or option '{word}'; the commands are {commands}."
            : $"There is no command or option '{word}'{hint} The commands are {commands}.";
    }

    private static string Worded(ParseError error)
    {
        if (!IsConversion(error)) return error.Message;
        var (name, type) = error.SymbolResult switch
        {
            OptionResult option => (option.Option.Name, option.Option.ValueType),
            ArgumentResult { Parent: OptionResult option } => (option.Option.Name, option.Option.ValueType),
            ArgumentResult argument => (argument.Argument.Name, argument.Argument.ValueType),
            _ => ("", typeof(string)),
        };
        return $"{name}: expected {Expected(Nullable.GetUnderlyingType(type) ?? type)}, got '{string.Join(' ', error.SymbolResult!.Tokens.Select(t => t.Value))}'.";
    }

    private static string Expected(Type type) =>
        type == typeof(bool) ? "true or false"
        : type == typeof(ulong) || type == typeof(uint) ? "a whole number from 0"
        : type == typeof(int) || type == typeof(long) ? "a whole number"
        : type == typeof(float) || type == typeof(double) ? "a number"
        : "another value";

    /// <summary>The parser keeps its texts to itself; this one names the type that it could not make.</summary>
    private static bool IsConversion(ParseError error) => error.Message.StartsWith("Cannot parse argument ", StringComparison.Ordinal);

    private static IEnumerable<Option> Options(CommandResult result)
    {
        for (SymbolResult? at = result; at is not null; at = at.Parent)
        {
            if (at is not CommandResult command) continue;
            foreach (var option in command.Command.Options.Where(o => at == result || o.Recursive)) yield return option;
        }
    }

    private static bool IsOption(string token) => token.Length > 1 && token[0] == '-' && !char.IsAsciiDigit(token[1]);

    private static string NameOf(string token) => token.Split('=', ':')[0];
}
