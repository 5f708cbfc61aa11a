namespace Ign.MLNet.Networks.Tests;

/// <summary>Runs a network in plain loops and double precision, straight from the definitions of its layers: slow, and easy to believe.</summary>
internal static class ReferenceInterpreter
{
    internal static double[] Run(NetworkSpec spec, WeightSet weights, ReadOnlySpan<float> image) =>
        Sequence(spec.Layers, "", weights, Volume.From(spec.Input, image)).Values;

    private static Volume Sequence(IReadOnlyList<Layer> layers, string prefix, WeightSet weights, Volume value)
    {
        for (int i = 0; i < layers.Count; i++) value = Apply(layers[i], $"{prefix}{i}", weights, value);
        return value;
    }

    private static Volume Apply(Layer layer, string path, WeightSet weights, Volume value) => layer switch
    {
        Conv conv => Convolve(conv, weights[$"{path}.weight"].Data, conv.Bias ? weights[$"{path}.bias"].Data : null, value),
        ConvTranspose conv => Spread(conv, weights[$"{path}.weight"].Data, conv.Bias ? weights[$"{path}.bias"].Data : null, value),
        GroupNorm norm => Normalize(norm, weights[$"{path}.weight"].Data, weights[$"{path}.bias"].Data, value),
        Activation activation => value.Map(v => Function(activation, v)),
        Residual residual => value.Plus(Sequence(residual.Body, $"{path}.body.", weights, value)),
        _ => throw new NotSupportedException(layer.ToString()),
    };

    private static double Function(Activation activation, double v) => activation.Kind switch
    {
        ActivationKind.Relu => Math.Max(v, 0),
        ActivationKind.LeakyRelu => v >= 0 ? v : activation.Slope * v,
        ActivationKind.Tanh => Math.Tanh(v),
        ActivationKind.Clamp => Math.Clamp(v, -1, 1),
        _ => throw new NotSupportedException(activation.ToString()),
    };

    /// <summary>Each output is a weighted sum over a window of the zero-padded input.</summary>
    private static Volume Convolve(Conv conv, float[] weight, float[]? bias, Volume input)
    {
        var output = new Volume(conv.OutputShape(input.Shape));
        for (int o = 0; o < conv.Out; o++)
            for (int y = 0; y < output.Shape.Height; y++)
                for (int x = 0; x < output.Shape.Width; x++)
                {
                    double sum = bias?[o] ?? 0;
                    for (int i = 0; i < conv.In; i++)
                        for (int v = 0; v < conv.Kernel; v++)
                            for (int u = 0; u < conv.Kernel; u++)
                                sum += weight[((o * conv.In + i) * conv.Kernel + v) * conv.Kernel + u] * input.PaddedAt(i, y * conv.Stride + v - conv.Padding, x * conv.Stride + u - conv.Padding);
                    output[o, y, x] = sum;
                }
        return output;
    }

    /// <summary>Each input adds its weighted kernel to the output; what falls outside is dropped.</summary>
    private static Volume Spread(ConvTranspose conv, float[] weight, float[]? bias, Volume input)
    {
        var output = new Volume(conv.OutputShape(input.Shape));
        for (int o = 0; o < conv.Out; o++)
            for (int y = 0; y < output.Shape.Height; y++)
                for (int x = 0; x < output.Shape.Width; x++)
                    output[o, y, x] = bias?[o] ?? 0;
        for (int i = 0; i < conv.In; i++)
            for (int y = 0; y < input.Shape.Height; y++)
                for (int x = 0; x < input.Shape.Width; x++)
                    for (int o = 0; o < conv.Out; o++)
                        for (int v = 0; v < conv.Kernel; v++)
                            for (int u = 0; u < conv.Kernel; u++)
                            {
                                int row = y * conv.Stride + v - conv.Padding, column = x * conv.Stride + u - conv.Padding;
                                if (output.Holds(row, column))
                                    output[o, row, column] += weight[((i * conv.Out + o) * conv.Kernel + v) * conv.Kernel + u] * input[i, y, x];
                            }
        return output;
    }

    private static Volume Normalize(GroupNorm norm, float[] weight, float[] bias, Volume input)
    {
        var output = new Volume(input.Shape);
        int size = input.Values.Length / norm.Groups, area = input.Shape.Height * input.Shape.Width;
        for (int g = 0; g < norm.Groups; g++)
        {
            double[] group = input.Values[(g * size)..((g + 1) * size)];
            double mean = group.Average();
            double deviation = Math.Sqrt(group.Average(v => (v - mean) * (v - mean)) + norm.Epsilon);
            for (int i = 0; i < size; i++)
            {
                int channel = (g * size + i) / area;
                output.Values[g * size + i] = (group[i] - mean) / deviation * weight[channel] + bias[channel];
            }
        }
        return output;
    }

    /// <summary>One image in double precision.</summary>
    private sealed record Volume(TensorShape Shape)
    {
        internal double[] Values { get; init; } = new double[Shape.Size];

        internal double this[int channel, int row, int column]
        {
            get => Values[(channel * Shape.Height + row) * Shape.Width + column];
            set => Values[(channel * Shape.Height + row) * Shape.Width + column] = value;
        }

        internal static Volume From(TensorShape shape, ReadOnlySpan<float> values) => new(shape) { Values = [.. values.ToArray().Select(v => (double)v)] };

        internal bool Holds(int row, int column) => row >= 0 && column >= 0 && row < Shape.Height && column < Shape.Width;

        internal double PaddedAt(int channel, int row, int column) => Holds(row, column) ? this[channel, row, column] : 0;

        internal Volume Map(Func<double, double> f) => new(Shape) { Values = [.. Values.Select(f)] };

        internal Volume Plus(Volume other) => new(Shape) { Values = [.. Values.Zip(other.Values, (a, b) => a + b)] };
    }
}
