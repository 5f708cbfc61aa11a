using System.Text.Json;

namespace Ign.MLNet;

/// <summary>
/// Two packages of ONNX Runtime in one program, one for processors and one for GPUs. Both bring a native library of the same name, the build keeps
/// one of them without a word, and if it is the wrong one, no GPU is found.
/// </summary>
/// <param name="Description">Which packages, who brings them, and what became of it; a sentence without full stop.</param>
/// <param name="Fix">What to do, with the command or the line for the project file.</param>
public sealed record IgnPackageConflict(string Description, string Fix)
{
    private const string CpuPackage = "Microsoft.ML.OnnxRuntime";
    private const string GpuPackage = "Microsoft.ML.OnnxRuntime.Gpu";
    private const string CudaPart = "onnxruntime_providers_cuda";

    private static string Remove => $"Remove {CpuPackage}, the other one computes on processors too: dotnet remove package {CpuPackage}";

    /// <summary>Looks for a conflict in this process; <see langword="null"/> if there is none.</summary>
    /// <exception cref="IgnRuntimeException">The native library is missing altogether.</exception>
    public static IgnPackageConflict? Find() => FindIn(DependencyFiles(), NativeLibraries(), NativeDiagnosis.HasCuda());

    /// <param name="dependencyFiles">Contents of the program's <c>.deps.json</c> files, in which the build writes the packages it used.</param>
    /// <param name="nativeLibraries">Names of the native libraries that lie beside the program.</param>
    /// <param name="hasCuda">Whether the library that was loaded can use GPUs.</param>
    internal static IgnPackageConflict? FindIn(IEnumerable<string> dependencyFiles, IEnumerable<string> nativeLibraries, bool hasCuda)
    {
        string outcome = hasCuda ? "the one for GPUs is in use, and another build may take the other" : "the one for processors is in use";
        foreach (string text in dependencyFiles)
        {
            var packages = Packages(text);
            if (!packages.TryGetValue(CpuPackage, out var cpu) || !packages.Keys.Any(IsGpuPackage)) continue;
            var bringers = packages.Where(p => p.Value.Needs.Contains(CpuPackage)).ToList();
            string[] others = [.. bringers.Where(p => p.Value.IsPackage).Select(p => p.Key).Order(StringComparer.Ordinal)];
            string who = others.Length > 0 ? $" ({CpuPackage} comes with {string.Join(", ", others)})" : "";
            return new IgnPackageConflict(
                $"the packages {CpuPackage} and {GpuPackage} both bring the native library of ONNX Runtime{who}; {outcome}",
                others.Length == 0 ? Remove : $"Keep its files out with this line in the program's project file: <PackageReference Include=\"{CpuPackage}\" Version=\"{cpu.Version}\" ExcludeAssets=\"all\" />");
        }
        // Where the build left no list of packages, its outcome still shows: a part for GPUs that nothing can load.
        string? part = hasCuda ? null : nativeLibraries.FirstOrDefault(l => l.Contains(CudaPart, StringComparison.OrdinalIgnoreCase));
        return part is null
            ? null
            : new IgnPackageConflict(
                $"{part} lies beside a native library of ONNX Runtime without CUDA support, so {CpuPackage} and {GpuPackage} are both in the program", Remove);
    }

    private static bool IsGpuPackage(string name) => name == GpuPackage || name.StartsWith(GpuPackage + ".", StringComparison.Ordinal);

    private static Dictionary<string, (string Version, bool IsPackage, HashSet<string> Needs)> Packages(string text)
    {
        var packages = new Dictionary<string, (string Version, bool IsPackage, HashSet<string> Needs)>();
        try
        {
            using var document = JsonDocument.Parse(text);
            foreach (var library in Members(document.RootElement, "libraries"))
            {
                if (library.Name.Split('/') is [var name, var version])
                    packages[name] = (version, library.Value.TryGetProperty("type", out var type) && type.ValueEquals("package"), []);
            }
            foreach (var library in Members(document.RootElement, "targets").SelectMany(t => t.Value.EnumerateObject()))
            {
                if (packages.TryGetValue(library.Name.Split('/')[0], out var package))
                    package.Needs.UnionWith(Members(library.Value, "dependencies").Select(d => d.Name));
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Not a file that the build wrote; what could be read of it holds.
        }
        return packages;
    }

    private static JsonElement.ObjectEnumerator Members(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) ? value.EnumerateObject() : default;

    private static List<string> DependencyFiles()
    {
        // The host separates them with semicolons on every system.
        string[] paths = ((string?)AppContext.GetData("APP_CONTEXT_DEPS_FILES") ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries);
        return [.. paths.Select(p => Read(() => File.ReadAllText(p)) ?? "")];
    }

    private static List<string> NativeLibraries()
    {
        string[] folders = ((string?)AppContext.GetData("NATIVE_DLL_SEARCH_DIRECTORIES") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        return [.. folders.Append(AppContext.BaseDirectory).Distinct().SelectMany(f => Read(() => Directory.GetFiles(f, $"*{CudaPart}*")) ?? [])
            .Select(p => Path.GetFileName(p))];
    }

    private static T? Read<T>(Func<T> read) where T : class
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
