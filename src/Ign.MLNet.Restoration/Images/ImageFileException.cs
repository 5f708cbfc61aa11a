namespace Ign.MLNet.Restoration;

/// <summary>One image file that cannot be restored; fails its item and nothing else.</summary>
internal sealed class ImageFileException(string message, Exception? inner = null) : Exception(message, inner);
