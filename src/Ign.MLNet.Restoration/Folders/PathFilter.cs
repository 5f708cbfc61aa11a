using Microsoft.Extensions.FileSystemGlobbing;

namespace Ign.MLNet.Restoration;

/// <summary>Chooses images by patterns of their paths.</summary>
internal sealed class PathFilter
{
    // The matcher wants a root; the paths stay below it, whatever it is.
    private const string Root = "/";

    private readonly Matcher? _included;
    private readonly Matcher? _excluded;

    /// <summary>
    /// Takes the patterns; <c>*</c> stands for a part of a name, <c>**</c> for any folders, and a name without <c>/</c> for files in every folder. Upper and
    /// lower case are the same: cameras write <c>.JPG</c>.
    /// </summary>
    internal PathFilter(IReadOnlyList<string> include, IReadOnlyList<string> exclude)
    {
        _included = Of(include);
        _excluded = Of(exclude);
    }

    /// <summary>Why a path is left out; null if it is not.</summary>
    internal string? WhyNot(string path)
    {
        if (_included is not null && !_included.Match(Root, path).HasMatches) return "not among the included";
        return _excluded is not null && _excluded.Match(Root, path).HasMatches ? "excluded" : null;
    }

    private static Matcher? Of(IReadOnlyList<string> patterns)
    {
        if (patterns.Count == 0) return null;
        var matcher = new Matcher(StringComparison.OrdinalIgnoreCase);
        // As in .gitignore: without a folder in it, a pattern is about names.
        foreach (string pattern in patterns) matcher.AddInclude(pattern.Contains('/') ? pattern.TrimStart('/') : $"**/{pattern}");
        return matcher;
    }
}
