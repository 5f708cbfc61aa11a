using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Ign.MLNet.Tests;

[TestClass]
public sealed class NativeEnvironmentTests
{
    /// <summary>Whether events are kept then is up to ONNX Runtime, which for its own reasons does not do it on build servers.</summary>
    [TestMethod]
    public void ONNX_Runtime_finds_its_telemetry_turned_off()
    {
        if (OperatingSystem.IsWindows()) Assert.Inconclusive("The environment of .NET is that of native libraries there.");
        RuntimeHelpers.RunModuleConstructor(typeof(IgnModel).Module.ModuleHandle); // what the first use of the library does
        Assert.AreEqual(Environment.GetEnvironmentVariable("ORT_DISABLE_TELEMETRY") ?? "1", Native("ORT_DISABLE_TELEMETRY"));
    }

    [TestMethod]
    public void What_somebody_has_set_stays()
    {
        if (OperatingSystem.IsWindows()) Assert.Inconclusive("The environment of .NET is that of native libraries there.");
        string before = Environment.GetEnvironmentVariable("PATH")!, fresh = $"IGN_TEST_{Guid.NewGuid():N}";
        NativeEnvironment.SetIfUnset("PATH", "elsewhere");
        NativeEnvironment.SetIfUnset(fresh, "1");
        Assert.AreEqual((before, "1"), (Native("PATH"), Native(fresh)));
    }

    private static string? Native(string name) => Marshal.PtrToStringUTF8(Get(name));

    [DllImport("libc", EntryPoint = "getenv", CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern nint Get(string name);
}
