namespace Ign.MLNet.Restoration;

/// <summary>The stages that an image passes, and what comes after all images.</summary>
public enum RestorationStage
{
    /// <summary>Reading, hashing and decoding.</summary>
    Decode,

    /// <summary>The network.</summary>
    Infer,

    /// <summary>Encoding and writing.</summary>
    Encode,

    /// <summary>The report and its pictures, after all images.</summary>
    Report,
}
