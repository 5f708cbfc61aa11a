using System.Text.RegularExpressions;

namespace Ign.MLNet.ConsumerTests;

/// <summary>
/// A page of documentation. Read from top to bottom, its <c>csharp</c> blocks are one program, as a reader would type it.
/// </summary>
/// <remarks>
/// The line before a block may say otherwise: <c>&lt;!-- csharp: aside --&gt;</c> or <c>&lt;!-- csharp: compile only --&gt;</c>, see <see cref="SnippetKind"/>.
/// What a reader need not see stands in a comment of its own that begins with <c>&lt;!-- csharp: prelude</c>.
/// </remarks>
internal sealed partial class MarkdownPage
{
    private MarkdownPage(string name, string text)
    {
        Name = name;
        Text = text.ReplaceLineEndings("\n");
        Snippets = [.. Blocks().Matches(Text).Select(Read)];
    }

    /// <summary>Path in the repository.</summary>
    internal string Name { get; }

    internal string Text { get; }

    internal IReadOnlyList<Snippet> Snippets { get; }

    internal static MarkdownPage Load(string name) => new(name, File.ReadAllText(Repository.At(name)));

    internal static MarkdownPage Of(string name, string text) => new(name, text);

    private Snippet Read(Match match)
    {
        var code = match.Groups["hidden"].Success ? match.Groups["hidden"] : match.Groups["code"];
        int line = 1 + Text.AsSpan(0, code.Index).Count('\n');
        return new Snippet(line, code.Value, match.Groups["kind"].Value switch
        {
            "" => SnippetKind.Step,
            "aside" => SnippetKind.Aside,
            "compile only" => SnippetKind.CompileOnly,
            var kind => throw new FormatException($"{Name}({line}): there is no kind of snippet '{kind}'; use 'aside' or 'compile only'."),
        });
    }

    [GeneratedRegex(@"^<!-- csharp: prelude\n(?<hidden>.*?)^-->|(?:^<!-- csharp: (?<kind>[^\n]*?) -->\n+)?^```csharp\n(?<code>.*?)^```$",
        RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Blocks();
}
