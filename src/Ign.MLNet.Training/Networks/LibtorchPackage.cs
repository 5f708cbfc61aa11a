using System.Runtime.InteropServices;

namespace Ign.MLNet.Training;

/// <summary>
/// The package of NuGet with libtorch for this system, where NuGet keeps what it has unpacked: a program that does not bring libtorch finds it there.
/// </summary>
public static class LibtorchPackage
{
    /// <summary>The version that TorchSharp was compiled against.</summary>
    public const string Version = "2.10.0";

    /// <summary>Its name; null where there is none for this system.</summary>
    public static string? Name => (OperatingSystem.IsWindows(), OperatingSystem.IsMacOS(), RuntimeInformation.ProcessArchitecture) switch
    {
        (true, _, Architecture.X64) => "libtorch-cpu-win-x64",
        (true, _, Architecture.Arm64) => "libtorch-cpu-win-arm64",
        (_, true, Architecture.Arm64) => "libtorch-cpu-osx-arm64",
        (false, false, Architecture.X64) => "libtorch-cpu-linux-x64",
        _ => null,
    };

    /// <summary>Whether NuGet has it unpacked on this machine, for this user.</summary>
    public static bool IsThere => Name is not null && Directory.Exists(Folder);

    /// <summary>Where its native libraries are, or would be.</summary>
    /// <exception cref="InvalidOperationException">There is no such package for this system.</exception>
    public static string Folder
    {
        get
        {
            string name = Name ?? throw new InvalidOperationException($"There is no libtorch for {RuntimeInformation.RuntimeIdentifier}.");
            string packages = Environment.GetEnvironmentVariable("NUGET_PACKAGES") is { Length: > 0 } set ? set
                : Path.Join(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
            return Path.Join(packages, name, Version, "runtimes", name["libtorch-cpu-".Length..], "native");
        }
    }

    /// <summary>Loads it. A native library that is loaded is found by its bare name from then on.</summary>
    internal static bool TryLoad() => IsThere && Libraries().All(file => NativeLibrary.TryLoad(Path.Join(Folder, file), out _));

    private static string[] Libraries() =>
        OperatingSystem.IsWindows() ? ["c10.dll", "torch_cpu.dll", "torch.dll"]
        : OperatingSystem.IsMacOS() ? ["libc10.dylib", "libtorch_cpu.dylib", "libtorch.dylib"]
        : ["libc10.so", "libtorch_cpu.so", "libtorch.so"];
}
