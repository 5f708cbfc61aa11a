using Ign.MLNet.Networks;

namespace Ign.MLNet.Training.Tests;

/// <summary>Random valid specifications: every layer kind, odd sizes, with and without bias, nested bodies.</summary>
internal static class RandomSpec
{
    internal static NetworkSpec Create(int seed)
    {
        var random = new Random(seed);
        var input = new TensorShape(random.Next(1, 4), random.Next(5, 13), random.Next(5, 13));
        var layers = new List<Layer>();
        int channels = input.Channels;
        foreach (int _ in Enumerable.Range(0, random.Next(1, 5))) channels = Add(layers, channels, random, depth: 0);
        layers.Add(new Conv(channels, input.Channels, 3, 1, 1, random.Next(2) == 0));
        layers.Add(new Activation((ActivationKind)random.Next(4), 0.1f));
        return new NetworkSpec($"random{seed}", input, layers).Validated();
    }

    private static int Add(List<Layer> layers, int channels, Random random, int depth)
    {
        switch (random.Next(depth < 2 ? 5 : 4))
        {
            case 0: // keeps the size
                int wide = 2 * random.Next(1, 5), kernel = 1 + 2 * random.Next(3);
                layers.Add(new Conv(channels, wide, kernel, 1, kernel / 2, random.Next(2) == 0));
                return wide;
            case 1: // grows by one and shrinks again
                int other = random.Next(1, 7);
                layers.Add(new ConvTranspose(channels, other, 2, 1, 0, random.Next(2) == 0));
                layers.Add(new Conv(other, channels, 2, 1, 0, random.Next(2) == 0));
                return channels;
            case 2:
                layers.Add(new GroupNorm(Enumerable.Range(1, channels).Where(g => channels % g == 0).OrderBy(_ => random.Next()).First(), channels));
                return channels;
            case 3:
                layers.Add(new Activation((ActivationKind)random.Next(4), 0.3f));
                return channels;
            default:
                var body = new List<Layer>();
                int width = Add(body, channels, random, depth + 1);
                body.Add(new Conv(width, channels, 1));
                layers.Add(new Residual(body));
                return channels;
        }
    }
}
