namespace Ign.MLNet.Training;

/// <summary>What a trained stage is for.</summary>
public enum TrainingGoal
{
    /// <summary>
    /// To turn damaged images of the learned kind into clean ones, and to leave clean ones as they are. Damage of six kinds is done to the
    /// training images, which therefore have to be clean.
    /// </summary>
    Restoring,

    /// <summary>The paper's objective: to project noise, and whatever else comes, onto the learned kind of images.</summary>
    Generating,
}
