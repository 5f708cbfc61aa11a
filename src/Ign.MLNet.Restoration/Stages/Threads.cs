namespace Ign.MLNet.Restoration;

/// <summary>
/// How many threads each stage has. On the processor all stages share the cores, and the queues between them decide who gets one; there, single-threaded
/// inferences side by side waste less than one inference on all cores, whose threads wait for each other after every layer.
/// </summary>
internal static class Threads
{
    internal static int Decoding(RestorationOptions options) => All(options);

    internal static int Encoding(RestorationOptions options) => All(options);

    /// <summary>On a GPU two: one copies while the other computes.</summary>
    internal static int Inferring(RestorationOptions options) =>
        options.Inference.Provider == ExecutionProvider.Cuda ? 2 : options.Inference.IntraOpThreads == 0 ? All(options) : 1;

    /// <summary>How the network is opened.</summary>
    internal static IgnProjectorOptions Projector(RestorationOptions options) =>
        options.Inference is { Provider: ExecutionProvider.Cpu, IntraOpThreads: 0 } inference ? inference with { IntraOpThreads = 1 } : options.Inference;

    private static int All(RestorationOptions options) => options.Threads > 0 ? options.Threads : Environment.ProcessorCount;
}
