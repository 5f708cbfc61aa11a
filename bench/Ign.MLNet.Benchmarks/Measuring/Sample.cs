namespace Ign.MLNet.Benchmarks;

/// <summary>One pass, per row.</summary>
/// <param name="Cpu">Processor time of the whole process, in microseconds.</param>
/// <param name="Wall">Elapsed time, in microseconds.</param>
/// <param name="Allocated">Managed allocation of all threads, in bytes.</param>
internal readonly record struct Sample(double Cpu, double Wall, double Allocated);
