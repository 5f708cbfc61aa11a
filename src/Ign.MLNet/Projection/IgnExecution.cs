namespace Ign.MLNet;

/// <summary>How a projector really runs.</summary>
/// <param name="Provider">What computes.</param>
/// <param name="Device">Number of the GPU, or -1 on the processor.</param>
/// <param name="Threads">Threads that one inference may use on the processor.</param>
/// <param name="FallbackReason">Why the processor computes although a GPU was asked for; <see langword="null"/> if it runs as asked.</param>
public sealed record IgnExecution(ExecutionProvider Provider, int Device, int Threads, string? FallbackReason = null);
