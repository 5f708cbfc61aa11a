namespace Ign.MLNet.Networks;

/// <summary>
/// How one input pixel spreads through a network of any size, along one side of the image: rows and columns behave alike, as all windows are square.
/// Places inside a square of pixels that became channels are not told apart: the reach is exact, but for chance weights, where convolutions mix them, and an
/// upper bound where something sees only some of them, as a coupling does.
/// </summary>
/// <param name="Samples">Values for <paramref name="Pixels"/> pixels of the input, as a fraction without common divisors.</param>
/// <param name="Pixels">The other half of the fraction: sides of images must be multiples of it.</param>
/// <param name="First">First place that the pixel changes.</param>
/// <param name="Last">Last place that it changes.</param>
internal readonly record struct AxisReach(long Samples, long Pixels, long First, long Last)
{
    private const long MaxMultiple = 256;

    /// <summary>One pixel of the input.</summary>
    internal static AxisReach Of(long pixel) => new(1, 1, pixel, pixel);

    /// <summary>What some layers make of it.</summary>
    /// <param name="layers">The layers.</param>
    /// <param name="multiple">Grows to the least common multiple of all <see cref="Pixels"/>.</param>
    internal AxisReach Through(IEnumerable<Layer> layers, ref long multiple)
    {
        var reach = this;
        foreach (var layer in layers) reach = layer.Reach(reach, ref multiple).Counted(ref multiple);
        return reach;
    }

    /// <summary>What the inverse of some layers makes of it.</summary>
    internal AxisReach Back(IEnumerable<Layer> layers, ref long multiple)
    {
        var reach = this;
        foreach (var layer in layers.Reverse()) reach = layer.ReachBack(reach, ref multiple).Counted(ref multiple);
        return reach;
    }

    /// <summary>Both ways around a skip.</summary>
    internal AxisReach With(AxisReach other) => this with { First = Math.Min(First, other.First), Last = Math.Max(Last, other.Last) };

    /// <summary>The windows that see some place: window j begins at j·stride - padding.</summary>
    internal AxisReach Smaller(int kernel, int stride, int padding) => Of(
        Samples, checked(Pixels * stride), -Down(-(First + padding - kernel + 1), stride), Down(Last + padding, stride));

    /// <summary>The places that a value is spread over.</summary>
    internal AxisReach Larger(int kernel, int stride, int padding) => Of(
        checked(Samples * stride), Pixels, checked(First * stride) - padding, checked(Last * stride) - padding + kernel - 1);

    internal AxisReach Counted(ref long multiple)
    {
        multiple = checked(multiple / Divisor(multiple, Pixels) * Pixels);
        return multiple <= MaxMultiple
            ? this
            : throw new SpecException(
                $"A network of any size: the sides of images would have to be multiples of {multiple}; at most {MaxMultiple} is allowed.");
    }

    private static AxisReach Of(long samples, long pixels, long first, long last)
    {
        long divisor = Divisor(samples, pixels);
        return new AxisReach(samples / divisor, pixels / divisor, first, last);
    }

    private static long Divisor(long a, long b) => b == 0 ? a : Divisor(b, a % b);

    /// <summary>The quotient, rounded down, also of numbers below zero.</summary>
    private static long Down(long value, long step) => value >= 0 ? value / step : -((step - 1 - value) / step);
}
