namespace Ign.MLNet.Restoration;

/// <summary>What happens to a file of a folder that has an image's name and cannot be decoded.</summary>
public enum UnreadableImage
{
    /// <summary>Reading stops with an <see cref="InvalidDataException"/> that names the file.</summary>
    Throw,

    /// <summary>
    /// Its row is left out. Every pass over the rows has the same ones, so that the first pass decodes each image even if only names are asked for.
    /// </summary>
    Skip,
}
