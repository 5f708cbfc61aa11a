namespace Ign.MLNet.Restoration;

/// <summary>What a Kubernetes Job runs in.</summary>
public sealed record KubernetesSettings
{
    /// <summary>Container image with <c>ign</c> and a POSIX shell.</summary>
    public required string Image { get; init; }

    /// <summary>Persistent volume claim that holds the model, the images, the results and the plan.</summary>
    public required string Claim { get; init; }

    /// <summary>Where the volume is mounted; all paths of the plan must lie below.</summary>
    public required string MountPath { get; init; }

    /// <summary>Name of the Job: up to 50 lower-case letters, digits and hyphens.</summary>
    public string Name { get; init; } = "ign-restore";

    /// <summary>Namespace; null for the current one.</summary>
    public string? Namespace { get; init; }

    /// <summary>Program and leading arguments that stand for <c>ign</c> in the image.</summary>
    public IReadOnlyList<string> Command { get; init; } = ["ign"];

    /// <summary>Further arguments of <c>ign restore</c>, for example <c>--threads 4</c>.</summary>
    public IReadOnlyList<string> RestoreArguments { get; init; } = [];

    /// <summary>Shards to run, ascending; null for all.</summary>
    public IReadOnlyList<int>? Only { get; init; }

    /// <summary>Most pods at a time; null for one a shard.</summary>
    public int? Parallel { get; init; }

    /// <summary>Processors of one pod, as Kubernetes writes them: <c>4</c> or <c>500m</c>.</summary>
    public string? Cpus { get; init; }

    /// <summary>Memory of one pod, for example <c>8Gi</c>.</summary>
    public string? Memory { get; init; }

    /// <summary>NVIDIA GPUs of one pod.</summary>
    public int? Gpus { get; init; }

    /// <summary>How often a shard is tried again, 0 to 100; evictions and lost nodes do not count.</summary>
    public int MaxRestarts { get; init; } = 6;

    /// <summary>Numeric user that the container runs as, not 0; the volume must be writable for it. 1654 is the user of Microsoft's .NET images.</summary>
    public int User { get; init; } = 1654;

    /// <summary>Seconds between the request to stop and the end of a pod: enough for the images in work.</summary>
    public int GraceSeconds { get; init; } = 60;
}
