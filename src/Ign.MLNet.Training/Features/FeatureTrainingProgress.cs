namespace Ign.MLNet.Training;

/// <summary>Where the training of a feature network stands.</summary>
/// <param name="Images">Images trained on so far.</param>
/// <param name="TotalImages">Images of the whole training.</param>
/// <param name="Loss">Cross entropy in nats, averaged since the last report.</param>
public readonly record struct FeatureTrainingProgress(long Images, long TotalImages, double Loss);
