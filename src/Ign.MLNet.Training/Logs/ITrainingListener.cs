namespace Ign.MLNet.Training;

/// <summary>Hears what happens in a training, and writes it somewhere.</summary>
internal interface ITrainingListener
{
    /// <summary>So many images are trained on; where something was measured, <see cref="TrainingState.Finished"/> is up to date.</summary>
    void Report(TrainingProgress report, TrainingState state)
    {
    }

    /// <summary>A sentence that stays true.</summary>
    void Warn(string sentence)
    {
    }

    /// <summary>Another attempt starts from nothing: what the last one drew would stand at the same numbers of images.</summary>
    void Restart()
    {
    }

    /// <summary>The state was saved.</summary>
    /// <param name="state">The state.</param>
    /// <param name="figures">What was measured at the end of the training; null before.</param>
    void Checkpoint(TrainingState state, HeldOutFigures? figures)
    {
    }

    /// <summary>This start of the training is over.</summary>
    void End(string outcome)
    {
    }
}
