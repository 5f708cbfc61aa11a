namespace Ign.MLNet.Restoration;

/// <summary>What becomes of an image whose displacement or residual is above a limit.</summary>
public enum BeyondLimit
{
    /// <summary>The item fails; there is no output.</summary>
    Fail,

    /// <summary>The input goes to the output unchanged, and the item says so.</summary>
    Copy,
}
