using System.Security.Cryptography;
using Ign.MLNet.Networks;

namespace Ign.MLNet.Training;

/// <summary>
/// A perceptual term: how far two images are apart in the activations of a frozen network, a classifier for example. As in LPIPS (arXiv 1801.03924), without
/// its learned weights: activations of unit length over the channels, squared difference, mean over positions and layers.
/// </summary>
public sealed record PerceptualOptions
{
    /// <summary>ONNX file of the network; it takes images <c>[N, C, H, W]</c>. Grey images are repeated where it wants 3 channels.</summary>
    public required string Features { get; init; }

    /// <summary>SHA-256 of that file in lower-case hexadecimal: a training does not go on with another network.</summary>
    public required string Sha256 { get; init; }

    /// <summary>Weight of the term. The default value is 0.1.</summary>
    public double Weight { get; init; } = 0.1;

    /// <summary>Names of the activations in the file; null for every result of a Relu. The default value is null.</summary>
    public IReadOnlyList<string>? Layers { get; init; }

    /// <summary>What is subtracted from images in [-1, 1] for the network, one number a channel; null for nothing. The default value is null.</summary>
    public IReadOnlyList<float>? Mean { get; init; }

    /// <summary>What they are then divided by, one number a channel; null for nothing. The default value is null.</summary>
    public IReadOnlyList<float>? Deviation { get; init; }

    /// <summary>The options for a file, with its hash.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static PerceptualOptions For(string features) => new() { Features = features, Sha256 = Hash(BoundedFile.ReadModel(features)) };

    /// <summary>The options for a file whose network was trained with the colour statistics of ImageNet.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static PerceptualOptions ForImageNet(string features) => For(features) with
    {
        Mean = [2 * 0.485f - 1, 2 * 0.456f - 1, 2 * 0.406f - 1],
        Deviation = [2 * 0.229f, 2 * 0.224f, 2 * 0.225f],
    };

    internal static string Hash(byte[] content) => Convert.ToHexStringLower(SHA256.HashData(content));
}
