using Ign.MLNet.Networks;

namespace Ign.MLNet.Testing;

/// <summary>Draws small networks with odd sizes, nested skips and changing resolution.</summary>
internal sealed class RandomSpec(int seed)
{
    private readonly Random _random = new(seed);
    private int _classes;
    private bool _inMap;

    internal NetworkSpec Next()
    {
        var image = new TensorShape(_random.Next(1, 4), _random.Next(4, 13), _random.Next(4, 13));
        int width = _random.Next(1, 5) * 2;
        _classes = Coin() ? _random.Next(1, 4) : 0;
        Layer[] layers =
        [
            new Conv(image.Channels + _classes, width, 3, 1, 1, Coin()), .. Body(image with { Channels = width }, 2),
            new Conv(width, image.Channels, 1, 1, 0, Coin()), new Activation(Coin() ? ActivationKind.Tanh : ActivationKind.Clamp),
        ];
        if (_classes > 0) layers = [new Conditioned(image.Channels, _classes, layers)];
        return new NetworkSpec($"random{seed}", image with { Channels = image.Channels + _classes }, layers).Validated();
    }

    /// <summary>
    /// A network that takes images of any size: without the layers that look at the image as a whole, and a convolution wherever pixels were moved into
    /// channels.
    /// </summary>
    internal static NetworkSpec AnySize(int seed)
    {
        var random = new Random(seed);
        int channels = random.Next(1, 4), width = random.Next(1, 4) * 2;
        var layers = new List<Layer> { new Conv(channels, width, 3, 1, 1, random.Next(2) == 0) };
        for (int i = random.Next(1, 4); i > 0; i--) layers.AddRange(AnySizePart(random, width, 2));
        layers.AddRange([new Conv(width, channels, 1), new Activation(random.Next(2) == 0 ? ActivationKind.Tanh : ActivationKind.Clamp)]);
        var spec = new NetworkSpec($"any{seed}", new TensorShape(channels, 1, 1), layers) { AnySize = true };
        int multiple = spec.SideMultiple;
        return (spec with { Input = new TensorShape(channels, random.Next(1, 4) * multiple, random.Next(1, 4) * multiple) }).Validated();
    }

    private static IEnumerable<Layer> AnySizePart(Random random, int channels, int depth)
    {
        IReadOnlyList<Layer> Inner(int width) => [.. Enumerable.Range(0, random.Next(1, 3)).SelectMany(_ => AnySizePart(random, width, depth - 1))];
        int factor = random.Next(2, 4);
        return random.Next(depth > 0 ? 11 : 5) switch
        {
            0 => [new Conv(channels, channels, 3, 1, 1), new BatchNorm(channels)],
            1 => [new Conv(channels, channels, 5, 1, 2, false), new Activation(ActivationKind.Relu)],
            2 => [new ChannelScale(channels), new Activation(ActivationKind.LeakyRelu, 0.3f)],
            3 => [new Conv(channels, channels, 2, 1, 1), new Conv(channels, channels, 2)],
            4 => [new Conv(channels, channels, 1)],
            5 => [new Residual(Inner(channels))],
            6 =>
                [new SpaceToDepth(factor), new Conv(channels * factor * factor, channels, 3, 1, 1), .. Inner(channels),
                    new Conv(channels, channels * factor * factor, 1), new DepthToSpace(factor)],
            7 => [new Conv(channels, 2 * channels, 4, 2, 1), .. Inner(2 * channels), new ConvTranspose(2 * channels, channels, 4, 2, 1)],
            8 => [new ConvTranspose(channels, channels, 2, 2), .. Inner(channels), new Conv(channels, channels, 2, 2)],
            9 => [new Coupling(channels, random.Next(2) == 0, Inner(channels / 2)), new Conv(channels, channels, 1)],
            _ =>
                [new Conjugate([new SpaceToDepth(2), new Coupling(4 * channels, false, [new Conv(2 * channels, 2 * channels, 3, 1, 1)])],
                    [new Conv(4 * channels, 4 * channels, 1)]), new Conv(channels, channels, 3, 1, 1)],
        };
    }

    private List<Layer> Body(TensorShape shape, int depth)
    {
        var layers = new List<Layer>();
        int parts = _random.Next(1, 4);
        for (int i = 0; i < parts; i++) layers.AddRange(Part(shape, depth));
        return layers;
    }

    private IEnumerable<Layer> Part(TensorShape shape, int depth) => _random.Next(depth > 0 ? 15 : 9) switch
    {
        0 => [SameConv(shape)],
        1 => [new GroupNorm(Divisor(shape.Channels), shape.Channels)],
        2 => [new Activation((ActivationKind)_random.Next(4), 0.1f)],
        3 => [SameConv(shape), new Activation(ActivationKind.LeakyRelu)],
        4 => [new BatchNorm(shape.Channels, 1e-3f)],
        5 => [SameConv(shape), new BatchNorm(shape.Channels)],
        6 => [new ChannelScale(shape.Channels)],
        7 => [new ChannelMask(shape.Channels, _random.Next(shape.Channels / 2, shape.Channels) + 1)],
        8 => _classes > 0 ? [new Film(_classes, shape.Channels)] : [SameConv(shape)],
        9 => [new Residual(Body(shape, depth - 1))],
        10 => [Couple(shape, depth)],
        11 when !_inMap => [Conjugated(shape, depth)],
        12 when shape.Height % 2 == 0 && shape.Width % 2 == 0 =>
            [new SpaceToDepth(2), .. Body(new SpaceToDepth(2).OutputShape(shape), depth - 1),
                Coin() ? new DepthToSpace(2) : new ConvTranspose(4 * shape.Channels, shape.Channels, 2, 2)],
        _ => DownAndUp(shape, depth),
    };

    /// <summary>Halves of images with an odd number of channels there are none.</summary>
    private Layer Couple(TensorShape shape, int depth) =>
        shape.Channels % 2 == 0 ? new Coupling(shape.Channels, Coin(), Body(shape with { Channels = shape.Channels / 2 }, depth - 1)) : SameConv(shape);

    private Conjugate Conjugated(TensorShape shape, int depth)
    {
        var map = new List<Layer>();
        _inMap = true;
        for (int i = _random.Next(4); i > 0; i--)
        {
            if (_random.Next(3) > 0 && shape is { Height: > 3, Width: > 3 } && shape.Height % 2 == 0 && shape.Width % 2 == 0) map.Add(new SpaceToDepth(2));
            else if (shape.Channels % 2 == 0) map.Add(Couple(shape, depth));
            else map.Add(new ChannelScale(shape.Channels));
            shape = map[^1].OutputShape(shape);
        }
        _inMap = false;
        return new Conjugate(map, Body(shape, depth - 1));
    }

    private Conv SameConv(TensorShape shape)
    {
        int half = _random.Next(3);
        return new Conv(shape.Channels, shape.Channels, 2 * half + 1, 1, half, Coin());
    }

    /// <summary>A convolution that changes the size, layers there, and a transposed one that leads back exactly.</summary>
    private IEnumerable<Layer> DownAndUp(TensorShape shape, int depth)
    {
        int kernel = _random.Next(2, 5), stride = _random.Next(1, kernel), padding = _random.Next(kernel / 2 + 1);
        if (Math.Min(shape.Height, shape.Width) < kernel) return [SameConv(shape)];
        int width = _random.Next(1, 4) * 2;
        var down = new Conv(shape.Channels, width, kernel, stride, padding, Coin());
        var small = down.OutputShape(shape);
        var ways =
            from k in Enumerable.Range(1, 6)
            from s in Enumerable.Range(1, k)
            from p in Enumerable.Range(0, k)
            where (small.Height - 1) * s - 2 * p + k == shape.Height && (small.Width - 1) * s - 2 * p + k == shape.Width
            select new ConvTranspose(width, shape.Channels, k, s, p, Coin());
        var up = ways.ToList();
        return up.Count == 0
            ? [SameConv(shape)]
            : [down, .. Body(small, depth - 1), up[_random.Next(up.Count)], .. Coin() ? (Layer[])[new BatchNorm(shape.Channels)] : []];
    }

    private int Divisor(int number)
    {
        int[] divisors = [.. Enumerable.Range(1, number).Where(d => number % d == 0)];
        return divisors[_random.Next(divisors.Length)];
    }

    private bool Coin() => _random.Next(2) == 0;
}
