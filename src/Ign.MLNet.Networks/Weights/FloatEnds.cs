namespace Ign.MLNet.Networks;

/// <summary>
/// The first and the last convolution of a network. Where values between layers become levels, these two compute in floats: an image has finer steps than 256
/// levels of noisy values, and together they are a few hundredths of the arithmetic.
/// </summary>
/// <param name="First">Path of the first one, empty where the network has none; null where it has no ends.</param>
/// <param name="Last">Path of the last one, likewise.</param>
internal sealed record FloatEnds(string? First, string? Last)
{
    /// <summary>The ends of a network. A map that is undone is both begin and end, and carries floats anyway: such a network has none.</summary>
    internal static FloatEnds Of(NetworkSpec spec)
    {
        var layers = spec.AllLayers.ToList();
        if (layers.Any(l => l.Layer is Conjugate)) return new FloatEnds(null, null);
        var convolutions = layers.Where(l => l.Layer is Conv or ConvTranspose).Select(l => l.Path).ToList();
        return new FloatEnds(convolutions.FirstOrDefault(""), convolutions.LastOrDefault(""));
    }

    /// <summary>Whether a parameter is the kernel of one of them.</summary>
    internal bool HasKernel(string name) => name == $"{First}.weight" || name == $"{Last}.weight";
}
