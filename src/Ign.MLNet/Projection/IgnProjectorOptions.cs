using System.Diagnostics;
using Ign.MLNet.Networks;
using Microsoft.ML;
using Microsoft.ML.OnnxRuntime;

namespace Ign.MLNet;

/// <summary>How projections are computed. None of it changes what is computed, but for rounding on a GPU.</summary>
public record IgnProjectorOptions
{
    private const long MaxBatchValues = 1L << 28;

    private readonly ExecutionProvider? _provider;

    /// <summary>Pixels of images of any size in one inference: more do nothing but take memory.</summary>
    internal const long BatchPixels = 1 << 18;

    /// <summary>
    /// Images per inference, 1 to 4096. On a processor 16 to 64 is best: less re-reads the weights for every image, more leaves the cache.
    /// Where a model takes images of any size, those of a batch have one size, and together at most 262,144 pixels or are one.
    /// </summary>
    public int BatchSize { get; init; } = 32;

    /// <summary>Threads of one inference on the processor; 0 stands for all cores that the process may use.</summary>
    public int IntraOpThreads { get; init; }

    /// <summary>
    /// What computes; the processor. A stage that is not told otherwise here follows its context's <see cref="MLContext.GpuDeviceId"/> and
    /// <see cref="MLContext.FallbackToCpu"/>.
    /// </summary>
    public ExecutionProvider Provider
    {
        get => _provider ?? ExecutionProvider.Cpu;
        init => _provider = value;
    }

    /// <summary>
    /// For <see cref="ExecutionProvider.Custom"/>: appends an execution provider to the options of ONNX Runtime's session, for example
    /// <c>session => session.AppendExecutionProvider_DML(0)</c>. The program brings the native package that has it. Give the same delegate to share a
    /// session. Whether an image's result then depends on its batch, and how far it differs from the processor's, is up to that provider; the choice is
    /// not saved with a stage. What the delegate throws comes out of where the model is opened.
    /// </summary>
    public Action<SessionOptions>? ConfigureSession { get; init; }

    /// <summary>Number of the GPU for <see cref="ExecutionProvider.Cuda"/>.</summary>
    public int DeviceId { get; init; }

    /// <summary>
    /// Whether the processor takes over when the GPU cannot be used. Off: that is an <see cref="IgnRuntimeException"/>. On: the reason goes to
    /// <see cref="Warn"/> and stays readable in <see cref="IgnExecution.FallbackReason"/>.
    /// </summary>
    public bool FallBackToCpu { get; init; }

    /// <summary>
    /// Receives one sentence when projections run otherwise than asked. <see langword="null"/>, the default: it goes to <see cref="Trace"/>. A stage also
    /// writes to the log of its <see cref="Microsoft.ML.MLContext"/>.
    /// </summary>
    public Action<string>? Warn { get; init; }

    internal void Say(string warning)
    {
        if (Warn is null) Trace.TraceWarning(warning);
        else Warn(warning);
    }

    /// <summary>These options; where they name no provider, on the GPU that a context names.</summary>
    internal IgnProjectorOptions On(StageEnvironment environment) => _provider is null && environment.GpuDeviceId is { } id
        ? this with { Provider = ExecutionProvider.Cuda, DeviceId = id, FallBackToCpu = FallBackToCpu || environment.FallbackToCpu }
        : this;

    /// <summary>Images of that shape in one inference.</summary>
    internal int BatchOf(IgnModel model, TensorShape image) =>
        model.AnySize ? (int)Math.Clamp(BatchPixels / ((long)image.Height * image.Width), 1, BatchSize) : BatchSize;

    /// <summary>Checks the ranges for images of that shape.</summary>
    /// <exception cref="ArgumentException">One option lacks another.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A value is out of its range.</exception>
    internal void CheckFor(TensorShape shape)
    {
        Require(BatchSize is >= 1 and <= 4096, nameof(BatchSize), BatchSize, "Expected a batch size between 1 and 4096.");
        Require((long)BatchSize * shape.Size <= MaxBatchValues, nameof(BatchSize), BatchSize,
            $"For images of {shape} the batch size can be at most {MaxBatchValues / shape.Size}.");
        Require(IntraOpThreads is >= 0 and <= 1024, nameof(IntraOpThreads), IntraOpThreads, "Expected 0 (all cores) to 1024 threads.");
        Require(Enum.IsDefined(Provider), nameof(Provider), Provider, "Expected Cpu, Cuda or Custom.");
        if (Provider == ExecutionProvider.Custom != ConfigureSession is not null)
            throw new ArgumentException(
                $"{nameof(ConfigureSession)} and {nameof(Provider)} = {nameof(ExecutionProvider.Custom)} belong together: set both or none.");
        Require(DeviceId >= 0, nameof(DeviceId), DeviceId, "Expected the number of a GPU, from 0.");
    }

    private protected static void Require(bool valid, string option, object value, string message)
    {
        if (!valid) throw new ArgumentOutOfRangeException(option, value, message);
    }
}
