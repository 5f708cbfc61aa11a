namespace Ign.MLNet.Networks;

/// <summary>
/// f in plain loops and double precision: slow, without any library, and the truth that every export is measured against.
/// </summary>
public sealed class ReferenceNetwork
{
    private readonly WeightSet _weights;
    private readonly Action<string, double[]>? _seen;

    /// <param name="weights">The network and its parameters.</param>
    public ReferenceNetwork(WeightSet weights)
        : this(weights, null)
    {
    }

    /// <param name="weights">The network and its parameters.</param>
    /// <param name="seen">Is told the name of each convolution and what goes into it.</param>
    internal ReferenceNetwork(WeightSet weights, Action<string, double[]>? seen)
    {
        ArgumentNullException.ThrowIfNull(weights);
        (_weights, _seen) = (weights, seen);
    }

    /// <summary>f(y).</summary>
    /// <param name="image">y, one image <c>[C, H, W]</c>.</param>
    /// <exception cref="ArgumentException">The image has another size.</exception>
    public double[] Apply(IReadOnlyList<double> image)
    {
        ArgumentNullException.ThrowIfNull(image);
        var shape = _weights.Spec.Input;
        if (image.Count != shape.Size) throw new ArgumentException($"Expected an image of {shape.Size} values ({shape}), got {image.Count}.", nameof(image));
        double[] label = [.. Enumerable.Range(shape.Channels - _weights.Spec.Classes, _weights.Spec.Classes).Select(channel => image[channel * shape.Height * shape.Width])];
        return Sequence(_weights.Spec.Layers, [.. image], ref shape, "", label);
    }

    private double[] Sequence(IReadOnlyList<Layer> layers, double[] v, ref TensorShape shape, string prefix, double[] label)
    {
        for (int i = 0; i < layers.Count; i++)
        {
            var output = layers[i].OutputShape(shape);
            v = Apply(layers[i], v, shape, output, $"{prefix}{i}", label);
            shape = output;
        }
        return v;
    }

    private double[] Apply(Layer layer, double[] v, TensorShape shape, TensorShape output, string path, double[] label)
    {
        double[] Inside(IReadOnlyList<Layer> layers, double[] values, TensorShape of, string name) => Sequence(layers, values, ref of, $"{path}.{name}.", label);
        if (layer is Conv or ConvTranspose) _seen?.Invoke(path, v);
        switch (layer)
        {
            case Conv conv: return Convolve(conv, v, shape, output, path);
            case ConvTranspose conv: return Spread(conv, v, shape, output, path);
            case GroupNorm norm: return Normalize(norm, v, shape, path);
            case BatchNorm norm:
                var (factor, offset) = norm.Affine(_weights, path);
                return ReferenceLayers.PerChannel(v, shape, (value, channel) => factor[channel] * value + offset[channel]);
            case Activation activation: return Array.ConvertAll(v, value => Activate(activation, value));
            case Residual residual:
                return [.. v.Zip(Inside(residual.Body, v, shape, "body"), (a, b) => a + b)];
            case SpaceToDepth move: return ReferenceLayers.SpaceToDepth(move.Factor, v, shape);
            case Coupling coupling: return ReferenceLayers.Couple(coupling.Second, v, 1, half => Inside(coupling.Body, half, Coupling.Half(shape), "body"));
            case ChannelScale: return Scale(v, shape, path, (value, factor, bias) => factor * value + bias);
            case ChannelMask mask: return ReferenceLayers.PerChannel(v, shape, (value, channel) => channel < mask.Keep ? value : 0);
            case Conjugate conjugate: return Conjugated(conjugate, v, shape, path, label);
            case Conditioned conditioned: return [.. Inside(conditioned.Body, v, shape, "body"), .. v.AsSpan(conditioned.ImageChannels * shape.Height * shape.Width)];
            case Film film: return Modulate(film, v, shape, path, label);
            default: throw new NotSupportedException($"No reference for layer {layer}.");
        }
    }

    private double[] Conjugated(Conjugate conjugate, double[] v, TensorShape shape, string path, double[] label)
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
    private double[] Invert(Layer layer, double[] v, TensorShape shape, string path, double[] label)
    {
        double[] Body(IReadOnlyList<Layer> layers, double[] half)
        {
            var of = Coupling.Half(shape);
            return Sequence(layers, half, ref of, $"{path}.body.", label);
        }
        return layer switch
        {
            SpaceToDepth move => ReferenceLayers.DepthToSpace(move.Factor, v, shape),
            Coupling coupling => ReferenceLayers.Couple(coupling.Second, v, -1, half => Body(coupling.Body, half)),
            ChannelScale => Scale(v, shape, path, (value, factor, bias) => (value - bias) / factor),
            _ => throw new NotSupportedException($"No reference for the inverse of layer {layer}."),
        };
    }

    private double[] Scale(double[] v, TensorShape shape, string path, Func<double, double, double, double> function)
    {
        float[] weight = _weights[$"{path}.weight"].Data, bias = _weights[$"{path}.bias"].Data;
        return ReferenceLayers.PerChannel(v, shape, (value, channel) => function(value, Math.Exp(weight[channel]), bias[channel]));
    }

    private double[] Modulate(Film film, double[] v, TensorShape shape, string path, double[] label)
    {
        float[] weight = _weights[$"{path}.weight"].Data;
        double Row(int row) => label.Select((l, k) => l * weight[row * film.Classes + k]).Sum();
        double[] rows = [.. Enumerable.Range(0, 2 * film.Channels).Select(Row)];
        return ReferenceLayers.PerChannel(v, shape, (value, channel) => value * (1 + rows[channel]) + rows[film.Channels + channel]);
    }

    private double[] Convolve(Conv conv, double[] v, TensorShape shape, TensorShape output, string path)
    {
        var result = new double[output.Size];
        float[] weight = _weights[$"{path}.weight"].Data;
        float[]? bias = conv.Bias ? _weights[$"{path}.bias"].Data : null;
        Parallel.For(0, conv.Out, o =>
        {
            for (int y = 0; y < output.Height; y++)
                for (int x = 0; x < output.Width; x++)
                {
                    double sum = bias?[o] ?? 0;
                    for (int c = 0; c < conv.In; c++)
                        for (int ky = 0; ky < conv.Kernel; ky++)
                        {
                            int row = y * conv.Stride + ky - conv.Padding;
                            if (row < 0 || row >= shape.Height) continue;
                            for (int kx = 0; kx < conv.Kernel; kx++)
                            {
                                int column = x * conv.Stride + kx - conv.Padding;
                                if (column < 0 || column >= shape.Width) continue;
                                sum += v[(c * shape.Height + row) * shape.Width + column] * weight[((o * conv.In + c) * conv.Kernel + ky) * conv.Kernel + kx];
                            }
                        }
                    result[(o * output.Height + y) * output.Width + x] = sum;
                }
        });
        return result;
    }

    /// <summary>Every input value adds its kernel to the output.</summary>
    private double[] Spread(ConvTranspose conv, double[] v, TensorShape shape, TensorShape output, string path)
    {
        var result = new double[output.Size];
        float[] weight = _weights[$"{path}.weight"].Data;
        float[]? bias = conv.Bias ? _weights[$"{path}.bias"].Data : null;
        Parallel.For(0, conv.Out, o =>
        {
            var plane = result.AsSpan(o * output.Height * output.Width, output.Height * output.Width);
            plane.Fill(bias?[o] ?? 0);
            for (int c = 0; c < conv.In; c++)
                for (int y = 0; y < shape.Height; y++)
                    for (int x = 0; x < shape.Width; x++)
                    {
                        double value = v[(c * shape.Height + y) * shape.Width + x];
                        for (int ky = 0; ky < conv.Kernel; ky++)
                        {
                            int row = y * conv.Stride + ky - conv.Padding;
                            if (row < 0 || row >= output.Height) continue;
                            for (int kx = 0; kx < conv.Kernel; kx++)
                            {
                                int column = x * conv.Stride + kx - conv.Padding;
                                if (column < 0 || column >= output.Width) continue;
                                plane[row * output.Width + column] += value * weight[((c * conv.Out + o) * conv.Kernel + ky) * conv.Kernel + kx];
                            }
                        }
                    }
        });
        return result;
    }

    private double[] Normalize(GroupNorm norm, double[] v, TensorShape shape, string path)
    {
        int size = shape.Size / norm.Groups;
        var normal = new double[v.Length];
        for (int g = 0; g < norm.Groups; g++)
        {
            var group = new ArraySegment<double>(v, g * size, size);
            double mean = group.Average(), variance = group.Average(value => (value - mean) * (value - mean));
            for (int i = 0; i < size; i++) normal[g * size + i] = (group[i] - mean) / Math.Sqrt(variance + norm.Epsilon);
        }
        float[] weight = _weights[$"{path}.weight"].Data, bias = _weights[$"{path}.bias"].Data;
        return ReferenceLayers.PerChannel(normal, shape, (value, channel) => weight[channel] * value + bias[channel]);
    }

    private static double Activate(Activation activation, double v) => activation.Kind switch
    {
        ActivationKind.Relu => Math.Max(v, 0),
        ActivationKind.LeakyRelu => v < 0 ? activation.Slope * v : v,
        ActivationKind.Tanh => Math.Tanh(v),
        ActivationKind.Clamp => Math.Clamp(v, -1, 1),
        _ => throw new NotSupportedException($"No reference for activation {activation.Kind}."),
    };
}
