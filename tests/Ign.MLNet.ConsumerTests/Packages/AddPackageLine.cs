using System.Text.RegularExpressions;

namespace Ign.MLNet.ConsumerTests;

/// <summary>A line <c>dotnet add package</c> of a page.</summary>
/// <param name="Id">Package.</param>
/// <param name="Version">Version; empty if the line names none.</param>
internal sealed partial record AddPackageLine(string Id, string Version)
{
    internal static AddPackageLine[] AllOf(string page) =>
        [.. Lines().Matches(page.ReplaceLineEndings("\n")).Select(m => new AddPackageLine(m.Groups["id"].Value, m.Groups["version"].Value))];

    [GeneratedRegex(@"^dotnet add package (?<id>\S+)(?: --version (?<version>\S+))?$", RegexOptions.Multiline)]
    private static partial Regex Lines();
}
