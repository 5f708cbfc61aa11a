using Ign.MLNet.Imaging;

namespace Ign.MLNet.Restoration;

/// <summary>
/// A decoded image, ready for the network. Whoever has it must hand it on or dispose it, and afterwards no longer has it: an image is never used by two
/// threads, and never taken away from one that works on it.
/// </summary>
/// <param name="Read">The file that it was.</param>
/// <param name="Image">The image.</param>
/// <param name="Pieces">Its pieces.</param>
/// <param name="Content">The file's content, which is the result of a clean image.</param>
/// <param name="Room">What it holds of the budget of memory.</param>
/// <param name="ContentRoom">What its content holds of the budget of files.</param>
/// <param name="Decoding">How long reading and decoding took.</param>
internal sealed record DecodedItem(ReadItem Read, RestorableImage Image, IPieces Pieces, byte[] Content, Lease Room, Lease ContentRoom, TimeSpan Decoding)
    : IDisposable
{
    /// <summary>Lets go of the image and of the room that it took.</summary>
    public void Dispose()
    {
        Image.Dispose();
        ContentRoom.Dispose();
        Room.Dispose();
    }
}
