namespace Ign.MLNet.Cli;

/// <summary>What to do about natives that this build of <c>ign</c> lacks. Its user has no project to add packages to.</summary>
internal static class ProgramBuild
{
    private const string Command = "dotnet build -c Release src/Ign.MLNet.Cli -p:IgnAccelerator=";

    /// <summary>The command that makes a build with natives for processors.</summary>
    internal static string Line => Command + "cpu";

    /// <summary>The same as a sentence.</summary>
    internal static string Advice => $"Make a build of ign that has it: {Line}";

    /// <summary>What to do about a build with natives for processors and for GPUs, one of which is in the way.</summary>
    internal static string Apart =>
        $"Make a build of ign with one of them, in an empty folder: {Command}cuda -o folder for GPUs and processors, or {Line} -o folder";

    /// <summary>Why no GPU is used, with the command that makes a build for GPUs instead of the packages that a program's project needs.</summary>
    internal static string Shown(string reason, IgnPackageConflict? conflict)
    {
        string remedy = conflict is not null && reason.Contains(conflict.Fix, StringComparison.Ordinal) ? conflict.Fix
            : reason.Split(". Replace the package: ", 2) is [_, var packages] ? "Replace the package: " + packages : "";
        return remedy.Length == 0 ? reason : reason.Replace(remedy, $"A build of ign for them: {Command}cuda", StringComparison.Ordinal);
    }

    /// <summary>What a user of the program is told instead of the remedy that a library has for those who write programs.</summary>
    internal static string Instead(string remedy)
    {
        bool forGpu = remedy.Contains(nameof(IgnProjectorOptions.FallBackToCpu), StringComparison.Ordinal),
            package = remedy.Contains("Microsoft.ML.OnnxRuntime", StringComparison.Ordinal);
        if (!forGpu) return Advice;
        return package
            ? $"Make a build of ign for GPUs: {Command}cuda. Or leave --device out: the processor computes then."
            : "Or leave --device out: the processor computes then.";
    }
}
