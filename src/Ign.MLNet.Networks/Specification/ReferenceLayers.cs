using System.Numerics;

namespace Ign.MLNet.Networks;

/// <summary>The layers of <see cref="ReferenceNetwork"/> that only move or scale values, and their inverses.</summary>
internal static class ReferenceLayers
{
    /// <summary>Squares of pixels become channels.</summary>
    internal static T[] SpaceToDepth<T>(int factor, T[] v, TensorShape shape) => Moved(factor, v, shape, (from, to, result) => result[to] = v[from]);

    /// <summary>The inverse of <see cref="SpaceToDepth"/>.</summary>
    /// <param name="factor">Side of a square.</param>
    /// <param name="v">Values that it made.</param>
    /// <param name="shape">Shape before it.</param>
    internal static T[] DepthToSpace<T>(int factor, T[] v, TensorShape shape) => Moved(factor, v, shape, (from, to, result) => result[from] = v[to]);

    /// <summary>v with <paramref name="sign"/> times the body of one half added to the other half.</summary>
    internal static T[] Couple<T>(bool second, T[] v, int sign, Func<T[], T[]> body)
        where T : INumber<T>
    {
        int half = v.Length / 2;
        T[] first = v[..half], last = v[half..];
        T[] Sum(T[] a, T[] b) => [.. a.Zip(b, (x, y) => sign > 0 ? x + y : x - y)];
        return second ? [.. Sum(first, body(last)), .. last] : [.. first, .. Sum(last, body(first))];
    }

    /// <summary>A function of value and channel.</summary>
    internal static T[] PerChannel<T>(T[] v, TensorShape shape, Func<T, int, T> function)
    {
        int area = shape.Height * shape.Width;
        return [.. v.Select((value, i) => function(value, i / area))];
    }

    /// <summary>v with its change to <paramref name="body"/> where that is one.</summary>
    internal static T[] Gated<T>(DeadZone zone, T[] v, T[] body, TensorShape shape)
        where T : IFloatingPointIeee754<T>
    {
        var result = new T[v.Length];
        int area = shape.Height * shape.Width;
        T slope = T.CreateChecked(zone.Slope), offset = T.CreateChecked(zone.Offset);
        var (rows, columns, margin) = zone.Whole ? (shape.Height, shape.Width, 0) : (DeadZone.Square, DeadZone.Square, DeadZone.Margin);
        T count = T.CreateChecked(shape.Channels * (rows + 2 * margin) * (columns + 2 * margin));
        for (int top = 0; top < shape.Height; top += rows)
            for (int left = 0; left < shape.Width; left += columns)
            {
                T sum = T.Zero;
                foreach (int i in Places(top, left, margin)) sum += (body[i] - v[i]) * (body[i] - v[i]);
                T gate = T.Clamp(slope * sum / count - offset, T.Zero, T.One);
                foreach (int i in Places(top, left, 0)) result[i] = v[i] + gate * (body[i] - v[i]);
            }
        return result;

        IEnumerable<int> Places(int top, int left, int around)
        {
            for (int c = 0; c < shape.Channels; c++)
                for (int y = Math.Max(0, top - around); y < Math.Min(shape.Height, top + rows + around); y++)
                    for (int x = Math.Max(0, left - around); x < Math.Min(shape.Width, left + columns + around); x++)
                        yield return c * area + y * shape.Width + x;
        }
    }

    private static T[] Moved<T>(int factor, T[] v, TensorShape shape, Action<int, int, T[]> move)
    {
        var result = new T[v.Length];
        int height = shape.Height / factor, width = shape.Width / factor;
        for (int c = 0; c < shape.Channels; c++)
            for (int y = 0; y < shape.Height; y++)
                for (int x = 0; x < shape.Width; x++)
                {
                    int channel = (y % factor * factor + x % factor) * shape.Channels + c;
                    move((c * shape.Height + y) * shape.Width + x, (channel * height + y / factor) * width + x / factor, result);
                }
        return result;
    }
}
