namespace Ign.MLNet.Training;

/// <summary>Settings of <see cref="AutoencoderObjective"/>.</summary>
public sealed record AutoencoderOptions
{
    /// <summary>The distance D. The default value is <see cref="Distance.L1"/>.</summary>
    public Distance Distance { get; init; } = Distance.L1;
}
