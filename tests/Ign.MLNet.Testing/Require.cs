using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace Ign.MLNet.Testing;

/// <summary>
/// What a check needs of its machine: another program, a right. Where it is missing the check is inconclusive, and with <c>IGN_REQUIRE_ALL=1</c>, as
/// in <c>.ci/run</c>, it fails: there all of it is installed, so that a check that does not run is wrong.
/// </summary>
internal static class Require
{
    internal static bool All => Environment.GetEnvironmentVariable("IGN_REQUIRE_ALL") == "1";

    /// <summary>Ends the test where something is missing.</summary>
    internal static void That([DoesNotReturnIf(false)] bool there, string missing)
    {
        if (there) return;
        if (All) Assert.Fail(missing);
        Assert.Inconclusive(missing);
        throw new UnreachableException();
    }

    /// <summary>Path of a program.</summary>
    /// <param name="package">Debian package that brings it.</param>
    /// <param name="names">Names that it has on one system or another.</param>
    internal static string Program(string package, params string[] names)
    {
        // Those of administrators are not in everybody's PATH.
        string[] folders = [.. (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator), "/usr/sbin", "/sbin"];
        string? path = names.SelectMany(name => folders.Select(folder => Path.Join(folder, name))).FirstOrDefault(File.Exists);
        That(path is not null, $"There is no {names[0]} (apt-get install {package}).");
        return path;
    }
}
