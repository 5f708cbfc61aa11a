namespace Ign.MLNet.Evaluation;

/// <summary>What was done to one file of a folder.</summary>
/// <param name="File">Its path below the folder, with '/'.</param>
/// <param name="Damaged">Path of the damaged copy below the other folder; null where there is none.</param>
/// <param name="Name">What was done, with its numbers; null where nothing was.</param>
/// <param name="Seed">Seed of the pixels: with <paramref name="Recipe"/> it gives the same copy again.</param>
/// <param name="Recipe">What was done, settled; null where nothing was.</param>
/// <param name="Error">Why there is no copy, or null.</param>
public sealed record DamagedFile(string File, string? Damaged, string? Name, ulong Seed, Damage? Recipe, string? Error);
