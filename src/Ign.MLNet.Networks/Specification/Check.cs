namespace Ign.MLNet.Networks;

/// <summary>Range checks that the layers share. A specification may come from a stranger's file, so every size has a limit.</summary>
internal static class Check
{
    internal const int MaxChannels = 16384;
    private const int MaxKernel = 64;

    internal static void Channels(Layer layer, int expected, TensorShape input)
    {
        if (input.Channels != expected) throw new SpecException($"{layer}: expected {expected} input channels, got shape {input}.");
    }

    internal static void Window(Layer layer, int channelsIn, int channelsOut, int kernel, int stride, int padding)
    {
        if (channelsIn is < 1 or > MaxChannels || channelsOut is < 1 or > MaxChannels)
            throw new SpecException($"{layer}: channels must be between 1 and {MaxChannels}.");
        if (kernel is < 1 or > MaxKernel) throw new SpecException($"{layer}: the kernel must be between 1 and {MaxKernel}.");
        if (stride < 1 || stride > kernel) throw new SpecException($"{layer}: the stride must be between 1 and the kernel ({kernel}).");
        if (padding < 0 || padding >= kernel) throw new SpecException($"{layer}: the padding must be between 0 and {kernel - 1}.");
    }
}
