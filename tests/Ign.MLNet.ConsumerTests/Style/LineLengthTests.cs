using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;

namespace Ign.MLNet.ConsumerTests;

/// <summary>Lines have at most 160 columns. The one excuse is a literal that would not fit on a line of its own.</summary>
[TestClass]
public sealed class LineLengthTests
{
    private const int Most = 160;
    private const int Around = 5; // punctuation beside a literal

    [TestMethod]
    public void No_line_is_longer_than_160_columns()
    {
        string[] folders = ["src", "tests", "bench", "samples"];
        var files = folders.SelectMany(folder => Directory.EnumerateFiles(Repository.At(folder), "*.cs", SearchOption.AllDirectories))
            .Where(file => !file.Split(Path.DirectorySeparatorChar).Any(part => part is "obj" or "bin"));
        string[] wrong = [.. files.SelectMany(file => TooLong(File.ReadAllText(file)).Select(line => $"{Path.GetRelativePath(Repository.Root, file)}:{line}"))];
        Assert.IsEmpty(wrong, string.Join('\n', wrong));
    }

    [TestMethod]
    public void Only_a_literal_that_fits_nowhere_is_an_excuse()
    {
        string Text(int length) => $"\"{new string('x', length)}\"";
        Assert.AreEqual(1, TooLong($"int a = 1; // {new string('x', Most)}").Single());
        Assert.AreEqual(2, TooLong($"int a;\nF({Text(100)}, {Text(100)});").Single());
        Assert.AreEqual(1, TooLong($"    F({Text(140)}, 1, 2, 3, 4, 5);").Single());
        Assert.IsEmpty(TooLong($"    F({Text(160)});"));
        Assert.IsEmpty(TooLong($"    F(${Text(160)});"));
        Assert.IsEmpty(TooLong($"F(\"\"\"\n    {new string('x', Most)}\n    \"\"\");"));
    }

    private static IEnumerable<int> TooLong(string source)
    {
        var text = SourceText.From(source);
        var lines = text.Lines.Where(line => line.Span.Length > Most).ToList();
        if (lines.Count == 0) return [];
        var root = CSharpSyntaxTree.ParseText(text).GetRoot();
        return lines.Where(line => !Literals(root, line).Any(literal => FitsNowhere(literal, line))).Select(line => line.LineNumber + 1);
    }

    private static bool FitsNowhere(TextSpan literal, TextLine line)
    {
        if (literal.Start < line.Start) return true;
        int indentation = line.ToString().TakeWhile(char.IsWhiteSpace).Count();
        return indentation + literal.Intersection(line.Span)!.Value.Length > Most - Around;
    }

    private static IEnumerable<TextSpan> Literals(SyntaxNode root, TextLine line) =>
        from node in root.DescendantNodes(line.Span)
        where node.Kind() is SyntaxKind.InterpolatedStringExpression or SyntaxKind.StringLiteralExpression or SyntaxKind.Utf8StringLiteralExpression
        select node.Span;
}
