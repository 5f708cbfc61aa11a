namespace Ign.MLNet.Benchmarks;

/// <summary>What the command line asked for.</summary>
/// <param name="Rows">Rows per pass for the 28×28 network.</param>
/// <param name="Rounds">Rounds; each runs every contender once.</param>
/// <param name="Threads">Threads of one inference, for all contenders; one whole comparison for each entry.</param>
/// <param name="Quick">Whether only to show that everything runs and agrees.</param>
internal sealed record PipelineSettings(int Rows, int Rounds, IReadOnlyList<int> Threads, bool Quick);
