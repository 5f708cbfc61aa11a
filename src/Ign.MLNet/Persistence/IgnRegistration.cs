using System.Runtime.CompilerServices;
using Ign.MLNet;
using Ign.MLNet.Networks;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>Makes the projection stage known to an <see cref="MLContext"/>.</summary>
public static class IgnRegistration
{
    // A context and the hosts that ML.NET makes of it share one catalog.
    private static readonly ConditionalWeakTable<ComponentCatalog, IgnProjectorOptions> s_execution = [];

    private static readonly Lazy<ComponentAssembly> s_components = new(() =>
        new ComponentAssembly(ModelFormatInternals.Current!.LoadableClass(typeof(IgnProjectionTransformer), typeof(DualFormat), "Ign projection",
            DualFormat.Loader)));

    /// <summary>
    /// From here on, <c>mlContext.Model.Load</c> gives saved projection stages back as <see cref="IgnProjectionTransformer"/>, which works in batches,
    /// also inside of pipelines. Without this line, or without this library, the same files load as ML.NET's own transformers with the same results.
    /// </summary>
    /// <remarks>
    /// May be called again and by several threads; the execution given last holds. A model that was loaded without this line and saved again has
    /// become ML.NET's own for good; <see cref="IgnProjectionTransformer.Rehydrate"/> still finds its stages. Only load models from sources you trust.
    /// When a stage cannot be loaded, an <see cref="IgnFormatException"/> or <see cref="IgnRuntimeException"/> says why. ML.NET wraps it into a
    /// <see cref="System.Reflection.TargetInvocationException"/>, as it does with what its own loaders throw, and once more for each enclosing pipeline.
    /// </remarks>
    /// <param name="mlContext">The context that loads models.</param>
    /// <param name="execution">How the stages compute that this context loads; by default on the processor, with the batch size that was saved.</param>
    /// <returns>
    /// Whether it worked. <see langword="false"/>: this version of ML.NET does not let other makers register components as those before did. Nothing was
    /// changed then; models load as ML.NET's own transformers, and <see cref="IgnProjectionTransformer.Rehydrate"/> makes the batched stage of them.
    /// </returns>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public static bool RegisterIgn(this MLContext mlContext, IgnProjectorOptions? execution = null)
    {
        ArgumentNullException.ThrowIfNull(mlContext);
        execution?.CheckFor(new TensorShape(1, 1, 1));
        if (ModelFormatInternals.Current is null) return false;
        if (execution is null) s_execution.Remove(mlContext.ComponentCatalog);
        else s_execution.AddOrUpdate(mlContext.ComponentCatalog, execution);
        mlContext.ComponentCatalog.RegisterAssembly(s_components.Value);
        return true;
    }

    /// <summary>How stages compute that are loaded in this environment, or null for what was saved.</summary>
    internal static IgnProjectorOptions? ExecutionFor(IHostEnvironment environment) =>
        s_execution.TryGetValue(environment.ComponentCatalog, out var execution) ? execution : null;
}
