using Ign.MLNet.Networks;

namespace Ign.MLNet.Evaluation;

/// <summary>A camera that moved: the mean along a straight line centred on each pixel; the border pixels are repeated outwards.</summary>
/// <param name="Length">Length of the line in pixels, 0 to 64; 0 changes nothing.</param>
/// <param name="Angle">Its direction in degrees, 0 to 180: 0 is along the rows, 90 along the columns, in between it rises to the right.</param>
public sealed record Motion(Amount Length, Amount Angle) : Damage
{
    private const float MaxLength = 64, MaxAngle = 180;

    /// <summary>Points of the line a pixel of its length; each falls on its four neighbours as bilinear interpolation has it.</summary>
    private const int Points = 8;

    /// <inheritdoc/>
    public override Damage Sample(ref SeededRandom random, TensorShape shape) => new Motion(Length.Sample(ref random), Angle.Sample(ref random));

    /// <inheritdoc/>
    protected internal override string Describe() => $"motion-{Length}-{Angle}deg";

    /// <inheritdoc/>
    protected internal override bool Settled() => Length.IsFixed && Angle.IsFixed;

    internal override void Check()
    {
        Length.Require("length", 0, MaxLength);
        Angle.Require("angle", 0, MaxAngle);
    }

    /// <inheritdoc/>
    protected internal override void Apply(ReadOnlySpan<float> image, Span<float> result, TensorShape shape, ulong seed)
    {
        var line = Line(Length.Value, Angle.Value);
        int plane = shape.Height * shape.Width;
        for (int c = 0; c < shape.Channels; c++) Taps.Apply(image.Slice(c * plane, plane), result.Slice(c * plane, plane), shape.Height, shape.Width, line);
    }

    private static List<(int, int, float)> Line(float length, float angle)
    {
        int points = Math.Max(1, (int)Math.Ceiling(length * Points));
        var (sin, cos) = Math.SinCos(angle * Math.PI / 180);
        var weights = new SortedDictionary<(int Down, int Right), double>();
        for (int i = 0; i < points; i++)
        {
            double t = length * ((i + 0.5) / points - 0.5), y = -t * sin, x = t * cos;
            int top = (int)Math.Floor(y), left = (int)Math.Floor(x);
            double v = y - top, u = x - left;
            Add(top, left, (1 - v) * (1 - u));
            Add(top, left + 1, (1 - v) * u);
            Add(top + 1, left, v * (1 - u));
            Add(top + 1, left + 1, v * u);
        }
        return [.. weights.Select(w => (w.Key.Down, w.Key.Right, (float)w.Value))];

        void Add(int down, int right, double weight)
        {
            if (weight > 0) weights[(down, right)] = weights.GetValueOrDefault((down, right)) + weight / points;
        }
    }
}
