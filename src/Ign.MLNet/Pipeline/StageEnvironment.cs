using System.Reflection;
using Microsoft.ML;
using Microsoft.ML.Runtime;

namespace Ign.MLNet;

/// <summary>What a stage takes over from the context that it is made with.</summary>
/// <param name="Host">Has the log.</param>
/// <param name="GpuDeviceId">Number of the GPU; null for the processor.</param>
/// <param name="FallbackToCpu">Whether the processor takes over when the GPU cannot be used.</param>
/// <param name="TempFilePath">Folder for temporary files; null for the system's.</param>
internal sealed record StageEnvironment(IHostEnvironment Host, int? GpuDeviceId, bool FallbackToCpu, string? TempFilePath)
{
    // A catalog gives its environment to ML.NET's own packages only, and so does the environment its settings.
    private static readonly PropertyInfo? s_host = Internal(typeof(TransformsCatalog), "IInternalCatalog", "Environment");

    internal static StageEnvironment Of(MLContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return new(context, context.GpuDeviceId, context.FallbackToCpu, context.TempFilePath);
    }

    /// <summary>The environment of a context's catalog; null in an ML.NET that keeps it elsewhere: the stage is then silent in the log.</summary>
    internal static StageEnvironment? Of(TransformsCatalog catalog)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        if (s_host?.GetValue(catalog) is not IHostEnvironment host) return null;
        object? Setting(string name) => Internal(host.GetType(), "IHostEnvironmentInternal", name)?.GetValue(host);
        return new(host, Setting(nameof(GpuDeviceId)) as int?, Setting(nameof(FallbackToCpu)) is true, Setting(nameof(TempFilePath)) as string);
    }

    private static PropertyInfo? Internal(Type type, string part, string property) => type.GetInterface(part)?.GetProperty(property);
}
