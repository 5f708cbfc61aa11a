namespace Ign.MLNet.Restoration;

/// <summary>An image whose pieces all went through the network. It takes the decoded one over, and is owned like it.</summary>
/// <param name="Decoded">The image; its pieces hold the result.</param>
/// <param name="Projection">What the network did.</param>
internal sealed record ProjectedItem(DecodedItem Decoded, Projection Projection) : IDisposable
{
    /// <summary>Lets go of the image and of the room that it took.</summary>
    public void Dispose() => Decoded.Dispose();
}
