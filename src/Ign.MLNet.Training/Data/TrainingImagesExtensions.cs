using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Ign.MLNet.Evaluation;

namespace Ign.MLNet.Training;

/// <summary>Parts and properties of a set of training images.</summary>
internal static class TrainingImagesExtensions
{
    /// <summary>Images <paramref name="first"/> … of the set, not copied.</summary>
    internal static ITrainingImages Slice(this ITrainingImages images, int first, int count) => new ImageSelection(images, [.. Enumerable.Range(first, count)]);

    /// <summary>All images one after the other, in [-1, 1]; of photographs a crop each.</summary>
    internal static float[] ToArray(this ITrainingImages images)
    {
        int size = images.Shape.Size;
        var values = new float[checked(images.Count * size)];
        for (int i = 0; i < images.Count; i++) images.Read(i, SeededRandom.Mix((ulong)i, 9), values.AsSpan(i * size, size));
        return values;
    }

    /// <summary>The damaged versions of what <see cref="ToArray"/> gives.</summary>
    internal static float[] ToDamagedArray(this ITrainingImages images)
    {
        int size = images.Shape.Size;
        var values = new float[checked(images.Count * size)];
        var clean = new float[size];
        for (int i = 0; i < images.Count; i++) images.ReadPair(i, SeededRandom.Mix((ulong)i, 9), clean, values.AsSpan(i * size, size));
        return values;
    }

    /// <summary>What a run folder knows its images by: SHA-256 of all values in their order, or what the images know themselves by.</summary>
    /// <param name="images">The set.</param>
    /// <param name="labels">Whether the labels count as well.</param>
    internal static string Fingerprint(this ITrainingImages images, bool labels = false)
    {
        if (images.ContentHash is { } known) return known;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var image = new float[images.Shape.Size];
        for (int i = 0; i < images.Count; i++)
        {
            images.Read(i, image);
            hash.AppendData(MemoryMarshal.AsBytes(image.AsSpan()));
            if (labels) hash.AppendData(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{images.Label(i)};")));
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
