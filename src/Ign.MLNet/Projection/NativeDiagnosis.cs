using System.Reflection;
using Microsoft.ML.OnnxRuntime;

namespace Ign.MLNet;

/// <summary>Turns what the loader throws when ONNX Runtime's native library is absent or does not fit into one sentence that helps.</summary>
internal static class NativeDiagnosis
{
    /// <summary>Version of the managed package; the native one must be the same.</summary>
    private static string ManagedVersion
    {
        get
        {
            string? version = typeof(InferenceSession).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0];
            return Version.TryParse(version, out var parsed) ? parsed.ToString(3) : "";
        }
    }

    /// <summary>Command that adds a native package of the version that fits.</summary>
    internal static string AddPackage(string package) => $"dotnet add package {package}{(ManagedVersion.Length > 0 ? " --version " + ManagedVersion : "")}";

    /// <summary>Whether the native library that was loaded can use GPUs of NVIDIA.</summary>
    /// <exception cref="IgnRuntimeException">It cannot be loaded.</exception>
    internal static bool HasCuda()
    {
        try
        {
            return OrtEnv.Instance().GetAvailableProviders().Contains("CUDAExecutionProvider");
        }
        catch (Exception e) when (IsNativeFailure(e))
        {
            throw Explain(e);
        }
    }

    /// <summary>Why a library without CUDA support was loaded, and what to do; the end of a sentence without full stop.</summary>
    internal static string WhyNoCuda(IgnPackageConflict? conflict) =>
        $"{conflict?.Description ?? "the native library of ONNX Runtime in this program has no CUDA support"}. {CudaRemedy(conflict)}";

    /// <summary>The second part of <see cref="WhyNoCuda"/>.</summary>
    internal static string CudaRemedy(IgnPackageConflict? conflict) =>
        conflict?.Fix ?? $"Replace the package: dotnet remove package Microsoft.ML.OnnxRuntime, then {AddPackage("Microsoft.ML.OnnxRuntime.Gpu")}";

    /// <summary>Whether the exception means that native code is missing, is for another processor, or is of another version.</summary>
    internal static bool IsNativeFailure(Exception exception) =>
        RootOf(exception) is DllNotFoundException or BadImageFormatException or EntryPointNotFoundException;

    /// <summary>The exception that the user should see instead.</summary>
    internal static IgnRuntimeException Explain(Exception exception) => RootOf(exception) switch
    {
        DllNotFoundException root => Explained("The native library of ONNX Runtime was not found.", "The program (not a library) must bring it", root),
        BadImageFormatException root => Explained(
            $"The native library of ONNX Runtime is for another processor architecture than this process ({System.Runtime.InteropServices.RuntimeInformation.RuntimeIdentifier}).",
            "Build the program for this architecture with", root, colon: ""),
        EntryPointNotFoundException root => Explained(
            $"The native library of ONNX Runtime has another version than the managed one ({ManagedVersion}).", "Bring both to the same version", root),
        _ => throw new ArgumentException("Not a failure to load native code.", nameof(exception), exception),
    };

    private static IgnRuntimeException Explained(string what, string remedy, Exception root, string colon = ":")
    {
        string whole = $"{remedy}{colon} {AddPackage("Microsoft.ML.OnnxRuntime")}";
        return new IgnRuntimeException($"{what} {whole}", root) { Remedy = whole };
    }

    // The first use of ONNX Runtime fails inside a static constructor, so the cause comes wrapped.
    private static Exception RootOf(Exception exception) => exception is TypeInitializationException { InnerException: { } inner } ? RootOf(inner) : exception;
}
