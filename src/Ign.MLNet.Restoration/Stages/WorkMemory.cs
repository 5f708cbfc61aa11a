using Ign.MLNet.Imaging;

namespace Ign.MLNet.Restoration;

/// <summary>How much memory the images in work may take together, and whether one image fits into this process at all.</summary>
internal static class WorkMemory
{
    private const long Megabyte = 1 << 20;

    /// <summary>Images of a process that has all it wants: 128 MB a core keep every core busy with photographs of 12 megapixels.</summary>
    private const long Least = 512 * Megabyte, ForEachCore = 128 * Megabyte;

    /// <summary>
    /// A network of any size takes as much as its images are large; with so much for each inference a photograph of 12 megapixels is cut into few tiles.
    /// </summary>
    private const long ForEachInference = 1280 * Megabyte;

    /// <summary>
    /// A single image with its network, where nobody asked for another number: a photograph of 50 megapixels takes about 1.5 GB in all.
    /// One that is larger has at least so much for its network.
    /// </summary>
    private const long ForOneImage = 1152 * Megabyte, ForOneNetwork = 256 * Megabyte;

    /// <summary>
    /// Parts of what the process may use, for the images together and for a single one; the rest is for the network, the codecs and the runtime.
    /// </summary>
    private const double ShareOfAll = 0.4, ShareOfOne = 0.7;

    /// <summary>The budget of a run in bytes.</summary>
    /// <param name="options">What was asked for.</param>
    /// <param name="available">Bytes that this process may use: of a container's limit, or else of the machine, as the garbage collector sees them.</param>
    internal static long Budget(RestorationOptions options, long available) =>
        options.MaxMemory ?? Math.Max(1, Math.Min(
            Math.Max(Least, ForEachCore * Threads.Decoding(options)) + (options.Model.AnySize ? ForEachInference * Threads.Inferring(options) : 0),
            (long)(ShareOfAll * available)));

    /// <summary>The part of a budget that one of several images at once may take.</summary>
    /// <param name="options">What was asked for.</param>
    /// <param name="budget">The budget of the run in bytes.</param>
    /// <param name="atOnce">How many images there are.</param>
    /// <param name="stored">Bytes that the image takes without the network.</param>
    internal static long OfOne(RestorationOptions options, long budget, int atOnce, long stored) =>
        options.MaxMemory is null ? Math.Min(budget / atOnce, Math.Max(ForOneImage, stored + ForOneNetwork)) : budget / atOnce;

    /// <summary>What this process may use.</summary>
    internal static long Available => GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;

    /// <summary>Refuses an image that the process would be killed for.</summary>
    /// <exception cref="ImageFileException">It needs too large a part of the memory.</exception>
    internal static void Check(long bytes, long available)
    {
        if (bytes > ShareOfOne * available)
            throw new ImageFileException(
                $"needs about {bytes / Megabyte:N0} MB of memory, and this process may use {available / Megabyte:N0} MB in all; give it more.")
            {
                MayPass = true,
            };
    }
}
