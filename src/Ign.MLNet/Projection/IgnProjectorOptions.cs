using System.Diagnostics;
using Ign.MLNet.Networks;

namespace Ign.MLNet;

/// <summary>How projections are computed. None of it changes what is computed, but for rounding on a GPU.</summary>
public record IgnProjectorOptions
{
    private const long MaxBatchValues = 1L << 28;

    /// <summary>
    /// Images per inference, 1 to 4096. On a processor 16 to 64 is best: less re-reads the weights for every image, more leaves the cache.
    /// </summary>
    public int BatchSize { get; init; } = 32;

    /// <summary>Threads of one inference on the processor; 0 stands for all cores that the process may use.</summary>
    public int IntraOpThreads { get; init; }

    /// <summary>What computes.</summary>
    public ExecutionProvider Provider { get; init; } = ExecutionProvider.Cpu;

    /// <summary>Number of the GPU for <see cref="ExecutionProvider.Cuda"/>.</summary>
    public int DeviceId { get; init; }

    /// <summary>
    /// Whether the processor takes over when the GPU cannot be used. Off: that is an <see cref="IgnRuntimeException"/>. On: the reason goes to
    /// <see cref="Warn"/> and stays readable in <see cref="IgnExecution.FallbackReason"/>.
    /// </summary>
    public bool FallBackToCpu { get; init; }

    /// <summary>
    /// Receives one sentence when projections run otherwise than asked. By default it goes to <see cref="Trace"/>; a stage that was made with an
    /// <see cref="Microsoft.ML.MLContext"/> also writes to its log.
    /// </summary>
    public Action<string> Warn { get; init; } = static message => Trace.TraceWarning(message);

    /// <summary>Checks the ranges for images of that shape.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A value is out of its range.</exception>
    internal void CheckFor(TensorShape shape)
    {
        Require(BatchSize is >= 1 and <= 4096, nameof(BatchSize), BatchSize, "Expected a batch size between 1 and 4096.");
        Require((long)BatchSize * shape.Size <= MaxBatchValues, nameof(BatchSize), BatchSize, $"For images of {shape} the batch size can be at most {MaxBatchValues / shape.Size}.");
        Require(IntraOpThreads is >= 0 and <= 1024, nameof(IntraOpThreads), IntraOpThreads, "Expected 0 (all cores) to 1024 threads.");
        Require(Enum.IsDefined(Provider), nameof(Provider), Provider, "Expected Cpu or Cuda.");
        Require(DeviceId >= 0, nameof(DeviceId), DeviceId, "Expected the number of a GPU, from 0.");
        ArgumentNullException.ThrowIfNull(Warn);
    }

    private protected static void Require(bool valid, string option, object value, string message)
    {
        if (!valid) throw new ArgumentOutOfRangeException(option, value, message);
    }
}
