namespace Ign.MLNet.Training;

/// <summary>How a feature network is trained. The defaults suit grey images of 28x28 with ten classes.</summary>
public sealed record FeatureTrainingOptions
{
    /// <summary>Name of the network for its file, by which figures will cite it.</summary>
    public string Name { get; init; } = "features";

    /// <summary>Name of the data for the file.</summary>
    public string Data { get; init; } = "";

    /// <summary>Length of the training in images, counted with repetition. The default value is 200,000.</summary>
    public long Images { get; init; } = 200_000;

    /// <summary>Images a step. The default value is 64.</summary>
    public int BatchSize { get; init; } = 64;

    /// <summary>Step size of Adam on the plateau. The default value is 0.002.</summary>
    public double LearningRate { get; init; } = 2e-3;

    /// <summary>Number of features of an image. The default value is 64.</summary>
    public int Features { get; init; } = 64;

    /// <summary>Images are shifted by up to so many pixels in each direction. The default value is 2.</summary>
    public int Shift { get; init; } = 2;

    /// <summary>Seed of everything random. The default value is 1.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>CPU threads of libtorch; results are reproducible for one number. The default value is 1.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>Checks the ranges.</summary>
    internal FeatureTrainingOptions Validated()
    {
        Require(Images > 0 && BatchSize is > 0 and <= 65536, "The number of images must be positive and the batch size between 1 and 65536.");
        Require(LearningRate is > 0 and <= 1, $"The learning rate must be above 0 and at most 1, not {LearningRate}.");
        Require(Features is > 0 and <= 4096, $"Expected 1 to 4096 features, got {Features}.");
        Require(Shift is >= 0 and <= 64 && Threads > 0, "The shift must be between 0 and 64 pixels and the threads positive.");
        return this;
    }

    private static void Require(bool condition, string message)
    {
        if (!condition) throw new ArgumentException(message);
    }
}
