using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Ign.MLNet.ConsumerTests;

/// <summary>Whoever follows a link of a page, or looks at its pictures, finds something there.</summary>
[TestClass]
public sealed partial class LinkTests
{
    private static readonly HashSet<string> s_files = Files();

    public static IEnumerable<object[]> Pages =>
        s_files.Where(f => f.EndsWith(".md", StringComparison.Ordinal)).Order(StringComparer.Ordinal).Select(f => new object[] { f });

    [TestMethod]
    [DynamicData(nameof(Pages))]
    public void Every_link_leads_to_what_a_clone_has(string page)
    {
        // An address may be anything; whether it answers is not asked here.
        var broken = Links().Matches(Code().Replace(File.ReadAllText(Repository.At(page)), ""))
            .Select(m => m.Groups[1].Value)
            .Where(link =>
                !link.Contains("://", StringComparison.Ordinal) && !link.StartsWith("mailto:", StringComparison.Ordinal) && !LeadsSomewhere(page, link));
        Assert.AreEqual("", string.Join(", ", broken), page);
    }

    private static bool LeadsSomewhere(string page, string link)
    {
        string[] parts = link.Split('#', 2);
        string target = parts[0].Length == 0
            ? page
            : Path.GetRelativePath(Repository.Root, Path.Combine(Repository.Root, Path.GetDirectoryName(page)!, parts[0])).Replace('\\', '/').TrimEnd('/');
        if (!s_files.Contains(target)) return parts.Length == 1 && s_files.Any(f => f.StartsWith(target + '/', StringComparison.Ordinal));
        return parts.Length == 1
            || Headings().Matches(Fences().Replace(File.ReadAllText(Repository.At(target)), "")).Any(m => Anchor(m.Groups[1].Value) == parts[1]);
    }

    /// <summary>As GitHub makes it of a heading.</summary>
    private static string Anchor(string heading) => NotInAnchors().Replace(heading.Trim().ToLowerInvariant(), "").Replace(' ', '-');

    /// <summary>What git has, or is about to get: a file that it ignores is not in the next clone.</summary>
    private static HashSet<string> Files()
    {
        var start = new ProcessStartInfo("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"])
        {
            WorkingDirectory = Repository.Root,
            RedirectStandardOutput = true,
        };
        using var git = Process.Start(start)!;
        string output = git.StandardOutput.ReadToEnd();
        git.WaitForExit();
        if (git.ExitCode != 0) throw new InvalidOperationException("These tests run in a clone: git ls-files failed.");
        return [.. output.Split('\0', StringSplitOptions.RemoveEmptyEntries)];
    }

    [GeneratedRegex(@"\]\(<?([^)\s>]+)>?\)")]
    private static partial Regex Links();

    [GeneratedRegex(@"^```.*?^```|`[^`\n]*`", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Code();

    [GeneratedRegex(@"^```.*?^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fences();

    [GeneratedRegex(@"^#+ (.+)$", RegexOptions.Multiline)]
    private static partial Regex Headings();

    [GeneratedRegex(@"[^\p{L}\p{N} _-]")]
    private static partial Regex NotInAnchors();
}
