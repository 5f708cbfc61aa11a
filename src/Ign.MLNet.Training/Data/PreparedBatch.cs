namespace Ign.MLNet.Training;

/// <summary>A batch that has not become tensors yet.</summary>
/// <param name="Position">Images of the training before it.</param>
/// <param name="Count">Images in it.</param>
/// <param name="Real">Real images, one after the other.</param>
/// <param name="Source">What they were drawn into.</param>
internal sealed record PreparedBatch(long Position, int Count, float[] Real, float[] Source);
