using System.CommandLine;
using Ign.MLNet.Networks;
using Ign.MLNet.Training;

namespace Ign.MLNet.Cli;

/// <summary><c>ign libtorch</c>: fetches the native library that only training needs, once for all programs of this user.</summary>
internal static class LibtorchCommand
{
    /// <summary>What it takes, on Linux; elsewhere it is as much.</summary>
    internal const string Size = "130 MB to load, 620 MB on disk";

    // The SDK knows the user's sources of packages, proxies and passwords, and keeps what it loads where builds look for it, too.
    private static string Project => $"""
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup><TargetFramework>net{Environment.Version.Major}.{Environment.Version.Minor}</TargetFramework></PropertyGroup>
          <ItemGroup><PackageDownload Include="{LibtorchPackage.Name}" Version="[{LibtorchPackage.Version}]" /></ItemGroup>
        </Project>
        """;

    internal static Command Create(CliConsole console, StopSignals stop)
    {
        var command = new Command("libtorch", $"Fetch libtorch, which only training needs ({Size}), from NuGet. It needs the .NET SDK.");
        command.SetAction((_, _) => RunAsync(console, stop));
        return command;
    }

    private static async Task<int> RunAsync(CliConsole console, StopSignals stop)
    {
        string folder = LibtorchPackage.Folder;
        if (LibtorchPackage.IsThere)
        {
            console.Line($"libtorch {LibtorchPackage.Version} is there: {folder}");
            return ExitCode.Done;
        }
        console.Line($"fetching {LibtorchPackage.Name} {LibtorchPackage.Version}: {Size}");
        var work = Directory.CreateTempSubdirectory("ign-libtorch-");
        try
        {
            AtomicFile.WriteAllText(Path.Join(work.FullName, "libtorch.csproj"), Project);
            string dotnet = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
            var (code, output, error) = await ExternalProgram.RunAsync(dotnet, work.FullName, ["restore", "--verbosity", "quiet"], stop.Token)
                .ConfigureAwait(false);
            if (code != 0) throw new InvalidOperationException($"'dotnet restore' could not fetch it: {CliConsole.Clean((output + error).Trim())}");
        }
        finally
        {
            work.Delete(recursive: true);
        }
        if (!LibtorchPackage.IsThere)
            throw new InvalidOperationException(
                $"NuGet keeps its packages elsewhere than in '{folder}'; set NUGET_PACKAGES to where they are ('dotnet nuget locals global-packages --list').");
        console.Line($"libtorch is in {folder}");
        return ExitCode.Done;
    }
}
