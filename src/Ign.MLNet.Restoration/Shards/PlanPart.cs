namespace Ign.MLNet.Restoration;

/// <summary>One shard in <c>plan.json</c>: where its lines stand in the manifest, and what they add up to.</summary>
/// <param name="Offset">First byte in the manifest.</param>
/// <param name="Length">Bytes of its lines.</param>
/// <param name="Hash">SHA-256 of its lines in lower-case hexadecimal.</param>
/// <param name="Files">Its lines.</param>
/// <param name="Images">How many of them are images to restore.</param>
/// <param name="Bytes">Size of these images.</param>
internal sealed record PlanPart(long Offset, long Length, string Hash, int Files, int Images, long Bytes);
