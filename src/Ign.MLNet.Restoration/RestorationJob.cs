namespace Ign.MLNet.Restoration;

/// <summary>Restores all images of a folder: x = f(…f(y)…).</summary>
public sealed class RestorationJob : IAsyncDisposable
{
    private RestorationJob(RestorationOptions options) => Options = options;

    /// <summary>What the job does.</summary>
    public RestorationOptions Options { get; }

    /// <summary>Checks everything that can be refused before work, and lists the files. Writes nothing.</summary>
    public static Task<RestorationJob> OpenAsync(RestorationOptions options, CancellationToken cancellation = default) => OpenAsync(options, null, cancellation);

    /// <summary>The same for a part of the folder.</summary>
    internal static Task<RestorationJob> OpenAsync(RestorationOptions options, RestorationSelection? selection, CancellationToken cancellation)
    {
        _ = selection;
        cancellation.ThrowIfCancellationRequested();
        return Task.FromResult(new RestorationJob(options));
    }

    /// <summary>Runs the job.</summary>
    public Task<RestorationSummary> RunAsync(IProgress<RestoreProgress>? progress = null, CancellationToken cancellation = default) => throw new NotImplementedException();

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
