namespace Ign.MLNet.Training;

/// <summary>
/// What kind of images goes into f in training. The three kinds have different statistics: batch normalisation that averages over all of them
/// fits none (a reconstruction of 21 dB falls to 17 dB when the running averages take over).
/// </summary>
public enum InputRole
{
    /// <summary>Real images x.</summary>
    Real,

    /// <summary>Source images: noise z or damaged images y.</summary>
    Source,

    /// <summary>What f made: f(z), f(y).</summary>
    Generated,
}
