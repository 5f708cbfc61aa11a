namespace Ign.MLNet.Restoration;

/// <summary>What becomes of an image whose displacement or residual is above a limit.</summary>
public enum BeyondLimit
{
    /// <summary>The item fails and nothing is written. A result of an earlier run stays, and the reason says so.</summary>
    Fail,

    /// <summary>The input goes to the output unchanged, and the item says so.</summary>
    Copy,
}
