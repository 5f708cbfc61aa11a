namespace Ign.MLNet.Networks;

/// <summary>
/// How one input pixel spreads through a network of any size, along one side of the image: rows and columns behave alike, as all windows are square.
/// Places inside a square of pixels that became channels are not told apart: the reach is exact, but for chance weights, where convolutions mix them, and an upper
/// bound where something sees only some of them, as a coupling does.
/// </summary>
/// <param name="Samples">Values for <paramref name="Pixels"/> pixels of the input, as a fraction without common divisors.</param>
/// <param name="Pixels">The other half of the fraction: sides of images must be multiples of it.</param>
/// <param name="First">First place that the pixel changes.</param>
/// <param name="Last">Last place that it changes.</param>
internal readonly record struct AxisReach(long Samples, long Pixels, long First, long Last)
{
    private const long MaxMultiple = 256;

    /// <summary>What the layers make of one input pixel.</summary>
    /// <param name="layers">The layers.</param>
    /// <param name="pixel">Its place.</param>
    /// <param name="multiple">Grows to the least common multiple of all <see cref="Pixels"/>.</param>
    internal static AxisReach Of(IReadOnlyList<Layer> layers, long pixel, ref long multiple) => Through(layers, new AxisReach(1, 1, pixel, pixel), ref multiple);

    private static AxisReach Through(IEnumerable<Layer> layers, AxisReach reach, ref long multiple)
    {
        foreach (var layer in layers)
        {
            reach = Through(layer, reach, ref multiple);
            multiple = checked(multiple / Divisor(multiple, reach.Pixels) * reach.Pixels);
            if (multiple > MaxMultiple) throw new SpecException($"A network of any size: the sides of images would have to be multiples of {multiple}; at most {MaxMultiple} is allowed.");
        }
        return reach;
    }

    private static AxisReach Through(Layer layer, AxisReach reach, ref long multiple) => layer switch
    {
        Conv conv => reach.Smaller(conv.Kernel, conv.Stride, conv.Padding),
        ConvTranspose conv when conv.Padding > conv.Kernel - conv.Stride =>
            throw new SpecException($"{layer}: a network of any size may not cut off what it made at the edges; the padding must be at most {conv.Kernel - conv.Stride}."),
        ConvTranspose conv => reach.Larger(conv.Kernel, conv.Stride, conv.Padding),
        SpaceToDepth move => reach.Smaller(move.Factor, move.Factor, 0),
        DepthToSpace move => reach.Larger(move.Factor, move.Factor, 0),
        Residual residual => reach.With(Through(residual.Body, reach, ref multiple)),
        Coupling coupling => reach.With(Through(coupling.Body, reach, ref multiple)),
        Conjugate conjugate => Back(conjugate.Map, Through(conjugate.Middle, Through(conjugate.Map, reach, ref multiple), ref multiple), ref multiple),
        BatchNorm or Activation or ChannelScale or ChannelMask => reach,
        _ => throw new SpecException($"{layer.GetType().Name} looks at the image as a whole; a network of any size cannot have it."),
    };

    /// <summary>The inverse of a map: what moved pixels moves them back, what added something subtracts it.</summary>
    private static AxisReach Back(IReadOnlyList<Layer> map, AxisReach reach, ref long multiple) => Through(map.Reverse().Select(layer => layer switch
    {
        SpaceToDepth move => new DepthToSpace(move.Factor),
        DepthToSpace move => new SpaceToDepth(move.Factor),
        _ => layer,
    }), reach, ref multiple);

    /// <summary>Both ways around a skip.</summary>
    private AxisReach With(AxisReach other) => this with { First = Math.Min(First, other.First), Last = Math.Max(Last, other.Last) };

    /// <summary>The windows that see some place: window j begins at j·stride - padding.</summary>
    private AxisReach Smaller(int kernel, int stride, int padding) => Of(
        Samples, checked(Pixels * stride), -Down(-(First + padding - kernel + 1), stride), Down(Last + padding, stride));

    /// <summary>The places that a value is spread over.</summary>
    private AxisReach Larger(int kernel, int stride, int padding) => Of(
        checked(Samples * stride), Pixels, checked(First * stride) - padding, checked(Last * stride) - padding + kernel - 1);

    private static AxisReach Of(long samples, long pixels, long first, long last)
    {
        long divisor = Divisor(samples, pixels);
        return new AxisReach(samples / divisor, pixels / divisor, first, last);
    }

    private static long Divisor(long a, long b) => b == 0 ? a : Divisor(b, a % b);

    /// <summary>The quotient, rounded down, also of numbers below zero.</summary>
    private static long Down(long value, long step) => value >= 0 ? value / step : -((step - 1 - value) / step);
}
