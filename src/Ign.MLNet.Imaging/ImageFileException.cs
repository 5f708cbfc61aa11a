namespace Ign.MLNet.Imaging;

/// <summary>One image file that cannot be restored; fails its item and nothing else.</summary>
internal sealed class ImageFileException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Whether the same file may succeed at another time: a slow machine, a full folder for temporary files.</summary>
    internal bool MayPass { get; init; }
}
