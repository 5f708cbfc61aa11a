using System.Reflection;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Ign.MLNet.ConsumerTests;

/// <summary>
/// The program that the snippets of a page make, compiled as a new console project would: nullable, implicit usings, and here warnings are
/// errors. Errors carry the line of the page.
/// </summary>
internal sealed class PageProgram
{
    private const string ImplicitUsings =
        "global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq; " +
        "global using System.Net.Http; global using System.Threading; global using System.Threading.Tasks;";

    private static readonly CSharpParseOptions s_parsing = new(LanguageVersion.Latest);

    private static readonly Lazy<MetadataReference[]> s_references = new(() =>
        [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path) is var file && !file.StartsWith("Ign.MLNet.ConsumerTests", StringComparison.Ordinal))
            .Select(path => MetadataReference.CreateFromFile(path))]);

    private readonly CSharpCompilation _compilation;

    /// <param name="page">The page.</param>
    /// <param name="tail">Statements that the test adds at the end.</param>
    internal PageProgram(MarkdownPage page, string tail = "")
    {
        Source = Compose(page, tail);
        _compilation = CSharpCompilation.Create(
            "Page" + Guid.NewGuid().ToString("N"),
            [CSharpSyntaxTree.ParseText(ImplicitUsings, s_parsing), CSharpSyntaxTree.ParseText(Source, s_parsing)],
            s_references.Value,
            new CSharpCompilationOptions(OutputKind.ConsoleApplication, nullableContextOptions: NullableContextOptions.Enable,
                optimizationLevel: OptimizationLevel.Release));
    }

    /// <summary>The whole program.</summary>
    internal string Source { get; }

    /// <summary>Errors and warnings, each with file and line.</summary>
    internal string[] Problems =>
        [.. _compilation.GetDiagnostics().Where(d => d.Severity >= DiagnosticSeverity.Warning)
            .Select(d => $"{d.Location.GetMappedLineSpan()} {d.Id}: {d.GetMessage(null)}")];

    /// <summary>Runs the program in this process and gives back what it wrote to the console.</summary>
    internal string Run()
    {
        using var image = new MemoryStream();
        var result = _compilation.Emit(image);
        Assert.IsTrue(result.Success, string.Join('\n', Problems));
        var main = Assembly.Load(image.ToArray()).EntryPoint!;
        var console = Console.Out;
        using var output = new StringWriter();
        Console.SetOut(output);
        try
        {
            main.Invoke(null, BindingFlags.DoNotWrapExceptions, null, main.GetParameters().Length == 0 ? null : [Array.Empty<string>()], null);
            return output.ToString();
        }
        finally
        {
            Console.SetOut(console);
        }
    }

    private static string Compose(MarkdownPage page, string tail)
    {
        StringBuilder usings = new(), statements = new(), types = new();
        foreach (var snippet in page.Snippets)
        {
            var unit = CSharpSyntaxTree.ParseText(snippet.Code, s_parsing).GetCompilationUnitRoot();
            foreach (var directive in unit.Usings) Add(usings, directive);
            if (snippet.Kind != SnippetKind.Step) statements.AppendLine(snippet.Kind == SnippetKind.Aside ? "{" : "if (Environment.TickCount64 < 0) {");
            foreach (var member in unit.Members) Add(member is GlobalStatementSyntax ? statements : types, member);
            if (snippet.Kind != SnippetKind.Step) statements.AppendLine("}");

            void Add(StringBuilder part, SyntaxNode node)
            {
                int line = snippet.Line + node.SyntaxTree.GetLineSpan(node.FullSpan).StartLinePosition.Line;
                part.AppendLine().AppendLine($"#line {line} \"{page.Name}\"").AppendLine(node.ToFullString());
            }
        }
        // A using may come twice, in two snippets of a page: that is a warning for the compiler, and none for a reader.
        return $"#pragma warning disable CS0105, CS8019\n{usings}\n{statements}\n#line 1 \"test\"\n{tail}\n{types}";
    }
}
