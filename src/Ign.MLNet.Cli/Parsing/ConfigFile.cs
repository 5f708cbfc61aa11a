using System.CommandLine;
using System.Text.Json;

namespace Ign.MLNet.Cli;

/// <summary>
/// Options of a command from a JSON file: <c>{ "in": "photos", "strength": 0.5 }</c>. A list repeats an option; an object gives name=value for each entry. What
/// stands on the command line comes before it.
/// </summary>
internal static class ConfigFile
{
    private static readonly JsonDocumentOptions s_json = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    internal static Option<string?> Create() => new("--config")
    {
        Description = "A JSON file with more options, by their names without dashes.",
        HelpName = "file",
        Recursive = true,
    };

    /// <summary>The arguments with those of the file instead of its name: what a model's card tells of its training has to stand for itself.</summary>
    /// <param name="args">The command line as it was given.</param>
    /// <param name="parsed">The same, parsed.</param>
    /// <param name="option">The option that names the file.</param>
    /// <exception cref="UsageException">There is no such file, or it holds something else.</exception>
    internal static IReadOnlyList<string> Expand(IReadOnlyList<string> args, ParseResult parsed, Option<string?> option)
    {
        if (parsed.GetResult(option) is not { Errors: var errors } || errors.Any() || parsed.GetValue(option) is not { } path) return args;
        var given = parsed.CommandResult.Command.Options.Where(o => parsed.GetResult(o) is { Implicit: false }).Select(o => o.Name).ToHashSet();
        var added = Read(path).Where(a => !given.Contains(a.Option)).SelectMany(a => (string[])[a.Option, a.Value]);
        // What follows a bare -- belongs to somebody else.
        int end = args.TakeWhile(a => a != "--").Count(), at = args.TakeWhile(a => a.Split('=', ':')[0] != option.Name).Count();
        return [.. args.Take(at), .. args.Take(end).Skip(at + (args[at] == option.Name ? 2 : 1)), .. added, .. args.Skip(end)];
    }

    private static List<(string Option, string Value)> Read(string path)
    {
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(path), s_json);
            if (json.RootElement.ValueKind != JsonValueKind.Object) throw new JsonException("It is no object.");
            return [.. json.RootElement.EnumerateObject().SelectMany(p => Values(p.Name, p.Value).Select(v => ("--" + p.Name, v)))];
        }
        catch (JsonException e)
        {
            throw new UsageException($"--config: '{path}' is not an object of JSON with options by name: {e.Message}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"--config: '{path}' cannot be read: {e.Message}");
        }
    }

    private static IEnumerable<string> Values(string name, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => [],
        JsonValueKind.Array => value.EnumerateArray().SelectMany(v => Values(name, v)),
        JsonValueKind.Object => value.EnumerateObject().SelectMany(p => Values(name, p.Value).Select(v => $"{p.Name}={v}")),
        JsonValueKind.True => ["true"],
        JsonValueKind.False => ["false"],
        _ => [value.ToString()],
    };
}
