using System.Numerics;

namespace Ign.MLNet.Networks;

/// <summary>
/// The plain loops behind <see cref="ReferenceNetwork"/>, for any type of numbers: with <see cref="double"/> the truth, with <see cref="float"/> what 32 bits
/// make of it.
/// </summary>
/// <param name="weights">The network and its parameters.</param>
/// <param name="backwards">Whether sums over input channels run from the last channel to the first: the same values but for their rounding.</param>
/// <param name="seen">Is told every value and its name (see <see cref="ActivationRanges"/>); null for nobody.</param>
internal sealed class ReferencePass<T>(WeightSet weights, bool backwards = false, Action<string, T[]>? seen = null)
    where T : IFloatingPointIeee754<T>
{
    /// <summary>f(y).</summary>
    /// <param name="image">y, one image <c>[C, H, W]</c>.</param>
    internal T[] Apply(T[] image)
    {
        var shape = weights.Spec.Input;
        T[] label =
            [.. Enumerable.Range(shape.Channels - weights.Spec.Classes, weights.Spec.Classes).Select(channel => image[channel * shape.Height * shape.Width])];
        return Sequence(weights.Spec.Layers, image, ref shape, "", label);
    }

    private T[] Sequence(IReadOnlyList<Layer> layers, T[] v, ref TensorShape shape, string prefix, T[] label)
    {
        seen?.Invoke(prefix + ActivationRanges.Input, v);
        for (int i = 0; i < layers.Count; i++)
        {
            var output = layers[i].OutputShape(shape);
            v = Apply(layers[i], v, shape, output, $"{prefix}{i}", label);
            seen?.Invoke($"{prefix}{i}", v);
            shape = output;
        }
        return v;
    }

    private T[] Apply(Layer layer, T[] v, TensorShape shape, TensorShape output, string path, T[] label)
    {
        T[] Inside(IReadOnlyList<Layer> layers, T[] values, TensorShape of, string name) => Sequence(layers, values, ref of, $"{path}.{name}.", label);
        switch (layer)
        {
            case Conv conv: return Convolve(conv, v, shape, output, path);
            case ConvTranspose conv: return Spread(conv, v, shape, output, path);
            case GroupNorm norm: return Normalize(norm, v, shape, path);
            case BatchNorm norm:
                var (factor, offset) = Affine(norm, path);
                return ReferenceLayers.PerChannel(v, shape, (value, channel) => factor[channel] * value + offset[channel]);
            case Activation activation: return Array.ConvertAll(v, value => Activate(activation, value));
            case Residual residual:
                return [.. v.Zip(Inside(residual.Body, v, shape, "body"), (a, b) => a + b)];
            case DeadZone zone: return ReferenceLayers.Gated(zone, v, Inside(zone.Body, v, shape, "body"), shape);
            case SpaceToDepth move: return ReferenceLayers.SpaceToDepth(move.Factor, v, shape);
            case DepthToSpace move: return ReferenceLayers.DepthToSpace(move.Factor, v, output);
            case Coupling coupling: return ReferenceLayers.Couple(coupling.Second, v, 1, half => Inside(coupling.Body, half, Coupling.Half(shape), "body"));
            case ChannelScale: return Scale(v, shape, path, (value, factor, bias) => factor * value + bias);
            case ChannelMask mask: return ReferenceLayers.PerChannel(v, shape, (value, channel) => channel < mask.Keep ? value : T.Zero);
            case Conjugate conjugate: return Conjugated(conjugate, v, shape, path, label);
            case Conditioned conditioned:
                return [.. Inside(conditioned.Body, v, shape, "body"), .. v.AsSpan(conditioned.ImageChannels * shape.Height * shape.Width)];
            case Film film: return Modulate(film, v, shape, path, label);
            default: throw new NotSupportedException($"No reference for layer {layer}.");
        }
    }

    private T[] Conjugated(Conjugate conjugate, T[] v, TensorShape shape, string path, T[] label)
    {
        var shapes = new List<TensorShape>();
        var inner = shape;
        foreach (var layer in conjugate.Map)
        {
            shapes.Add(inner);
            inner = layer.OutputShape(inner);
        }
        v = Sequence(conjugate.Map, v, ref shape, $"{path}.map.", label);
        v = Sequence(conjugate.Middle, v, ref inner, $"{path}.middle.", label);
        for (int i = conjugate.Map.Count - 1; i >= 0; i--) v = Invert(conjugate.Map[i], v, shapes[i], $"{path}.map.{i}", label);
        return v;
    }

    /// <summary>The inverse of a layer.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="v">Values that it made.</param>
    /// <param name="shape">Shape before it.</param>
    /// <param name="path">Its path.</param>
    /// <param name="label">One value for each class.</param>
    private T[] Invert(Layer layer, T[] v, TensorShape shape, string path, T[] label)
    {
        T[] Body(IReadOnlyList<Layer> layers, T[] half)
        {
            var of = Coupling.Half(shape);
            return Sequence(layers, half, ref of, $"{path}.body.", label);
        }
        return layer switch
        {
            SpaceToDepth move => ReferenceLayers.DepthToSpace(move.Factor, v, shape),
            DepthToSpace move => ReferenceLayers.SpaceToDepth(move.Factor, v, move.OutputShape(shape)),
            Coupling coupling => ReferenceLayers.Couple(coupling.Second, v, -1, half => Body(coupling.Body, half)),
            ChannelScale => Scale(v, shape, path, (value, factor, bias) => (value - bias) / factor),
            _ => throw new NotSupportedException($"No reference for the inverse of layer {layer}."),
        };
    }

    private T[] Scale(T[] v, TensorShape shape, string path, Func<T, T, T, T> function)
    {
        float[] weight = weights[$"{path}.weight"].Data, bias = weights[$"{path}.bias"].Data;
        return ReferenceLayers.PerChannel(v, shape, (value, channel) => function(value, T.Exp(Of(weight[channel])), Of(bias[channel])));
    }

    private T[] Modulate(Film film, T[] v, TensorShape shape, string path, T[] label)
    {
        float[] weight = weights[$"{path}.weight"].Data;
        T Row(int row) => label.Select((l, k) => l * Of(weight[row * film.Classes + k])).Aggregate(T.Zero, (a, b) => a + b);
        T[] rows = [.. Enumerable.Range(0, 2 * film.Channels).Select(Row)];
        return ReferenceLayers.PerChannel(v, shape, (value, channel) => value * (T.One + rows[channel]) + rows[film.Channels + channel]);
    }

    private T[] Convolve(Conv conv, T[] v, TensorShape shape, TensorShape output, string path)
    {
        var result = new T[output.Size];
        float[] weight = weights[$"{path}.weight"].Data;
        float[]? bias = conv.Bias ? weights[$"{path}.bias"].Data : null;
        Parallel.For(0, conv.Out, o =>
        {
            for (int y = 0; y < output.Height; y++)
                for (int x = 0; x < output.Width; x++)
                {
                    T sum = bias is null ? T.Zero : Of(bias[o]);
                    for (int step = 0; step < conv.In; step++)
                    {
                        int c = backwards ? conv.In - 1 - step : step;
                        for (int ky = 0; ky < conv.Kernel; ky++)
                        {
                            int row = y * conv.Stride + ky - conv.Padding;
                            if (row < 0 || row >= shape.Height) continue;
                            for (int kx = 0; kx < conv.Kernel; kx++)
                            {
                                int column = x * conv.Stride + kx - conv.Padding;
                                if (column < 0 || column >= shape.Width) continue;
                                sum += v[(c * shape.Height + row) * shape.Width + column]
                                    * Of(weight[((o * conv.In + c) * conv.Kernel + ky) * conv.Kernel + kx]);
                            }
                        }
                    }
                    result[(o * output.Height + y) * output.Width + x] = sum;
                }
        });
        return result;
    }

    /// <summary>Every input value adds its kernel to the output.</summary>
    private T[] Spread(ConvTranspose conv, T[] v, TensorShape shape, TensorShape output, string path)
    {
        var result = new T[output.Size];
        float[] weight = weights[$"{path}.weight"].Data;
        float[]? bias = conv.Bias ? weights[$"{path}.bias"].Data : null;
        Parallel.For(0, conv.Out, o =>
        {
            var plane = result.AsSpan(o * output.Height * output.Width, output.Height * output.Width);
            plane.Fill(bias is null ? T.Zero : Of(bias[o]));
            for (int step = 0; step < conv.In; step++)
            {
                int c = backwards ? conv.In - 1 - step : step;
                for (int y = 0; y < shape.Height; y++)
                    for (int x = 0; x < shape.Width; x++)
                    {
                        T value = v[(c * shape.Height + y) * shape.Width + x];
                        for (int ky = 0; ky < conv.Kernel; ky++)
                        {
                            int row = y * conv.Stride + ky - conv.Padding;
                            if (row < 0 || row >= output.Height) continue;
                            for (int kx = 0; kx < conv.Kernel; kx++)
                            {
                                int column = x * conv.Stride + kx - conv.Padding;
                                if (column < 0 || column >= output.Width) continue;
                                plane[row * output.Width + column] += value * Of(weight[((c * conv.Out + o) * conv.Kernel + ky) * conv.Kernel + kx]);
                            }
                        }
                    }
            }
        });
        return result;
    }

    private T[] Normalize(GroupNorm norm, T[] v, TensorShape shape, string path)
    {
        int size = shape.Size / norm.Groups;
        var normal = new T[v.Length];
        for (int g = 0; g < norm.Groups; g++)
        {
            var group = new ArraySegment<T>(v, g * size, size);
            T mean = Mean(group), variance = Mean(group.Select(value => (value - mean) * (value - mean)));
            for (int i = 0; i < size; i++) normal[g * size + i] = (group[i] - mean) / T.Sqrt(variance + Of(norm.Epsilon));
        }
        float[] weight = weights[$"{path}.weight"].Data, bias = weights[$"{path}.bias"].Data;
        return ReferenceLayers.PerChannel(normal, shape, (value, channel) => Of(weight[channel]) * value + Of(bias[channel]));
    }

    private static T Activate(Activation activation, T v) => activation.Kind switch
    {
        ActivationKind.Relu => T.Max(v, T.Zero),
        ActivationKind.LeakyRelu => v < T.Zero ? Of(activation.Slope) * v : v,
        ActivationKind.Tanh => T.Tanh(v),
        ActivationKind.Clamp => T.Clamp(v, -T.One, T.One),
        _ => throw new NotSupportedException($"No reference for activation {activation.Kind}."),
    };

    private (T[] Factor, T[] Offset) Affine(BatchNorm norm, string path)
    {
        var (factor, offset) = norm.Affine(weights, path);
        return (Array.ConvertAll(factor, T.CreateChecked), Array.ConvertAll(offset, T.CreateChecked));
    }

    private static T Mean(IEnumerable<T> values)
    {
        T sum = T.Zero;
        int count = 0;
        foreach (var value in values) (sum, count) = (sum + value, count + 1);
        return sum / T.CreateChecked(count);
    }

    private static T Of(float value) => T.CreateTruncating(value);
}
