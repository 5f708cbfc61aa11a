using Ign.MLNet.Networks;

namespace Ign.MLNet.Training;

/// <summary>
/// A small classifier: 3x3 convolutions that halve the sides until they are at most four, then a dense layer to the features and one from these
/// to the scores of the classes, with a rectifier after every layer but the last.
/// </summary>
internal sealed record FeatureLayout(TensorShape Input, int Features, int Classes)
{
    internal const int Kernel = 3, Stride = 2, Padding = 1;
    internal const string FeatureLayer = "features", ScoreLayer = "logits";

    // Multiples of 16: with 24 or 40 channels going in, the convolutions of libtorch 2.10 give wrong results on processors with AVX-512.
    private static readonly int[] s_widths = [32, 48, 64];
    private const int LastSide = 4;

    /// <summary>Parameters in their order: weights and biases of all layers.</summary>
    internal IReadOnlyList<ParameterShape> Parameters
    {
        get
        {
            var parameters = new List<ParameterShape>();
            int channels = Input.Channels;
            foreach (var (name, shape) in Convolutions)
            {
                parameters.Add(new ParameterShape($"{name}.weight", [shape.Channels, channels, Kernel, Kernel]));
                parameters.Add(new ParameterShape($"{name}.bias", [shape.Channels]));
                channels = shape.Channels;
            }
            parameters.Add(new ParameterShape($"{FeatureLayer}.weight", [Features, Last.Size]));
            parameters.Add(new ParameterShape($"{FeatureLayer}.bias", [Features]));
            parameters.Add(new ParameterShape($"{ScoreLayer}.weight", [Classes, Features]));
            parameters.Add(new ParameterShape($"{ScoreLayer}.bias", [Classes]));
            return parameters;
        }
    }

    /// <summary>The convolutions with the shape of what each gives.</summary>
    internal IReadOnlyList<(string Name, TensorShape Output)> Convolutions
    {
        get
        {
            var layers = new List<(string, TensorShape)>();
            var shape = Input;
            do
            {
                shape = new TensorShape(s_widths[Math.Min(layers.Count, s_widths.Length - 1)], (shape.Height + 1) / Stride, (shape.Width + 1) / Stride);
                layers.Add(($"conv{layers.Count + 1}", shape));
            }
            while (shape.Height > LastSide || shape.Width > LastSide);
            return layers;
        }
    }

    private TensorShape Last => Convolutions[^1].Output;
}
