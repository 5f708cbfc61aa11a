using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace Ign.MLNet.Training;

/// <summary>Parts and properties of a set of training images.</summary>
internal static class TrainingImagesExtensions
{
    /// <summary>Images <paramref name="first"/> … of the set, not copied.</summary>
    internal static ITrainingImages Slice(this ITrainingImages images, int first, int count) => new ImageSelection(images, [.. Enumerable.Range(first, count)]);

    /// <summary>All images one after the other, in [-1, 1].</summary>
    internal static float[] ToArray(this ITrainingImages images)
    {
        int size = images.Shape.Size;
        var values = new float[checked(images.Count * size)];
        for (int i = 0; i < images.Count; i++) images.Read(i, values.AsSpan(i * size, size));
        return values;
    }

    /// <summary>SHA-256 of all values in their order, by which a run folder knows its images again.</summary>
    /// <param name="images">The set.</param>
    /// <param name="labels">Whether the labels count as well.</param>
    internal static string Fingerprint(this ITrainingImages images, bool labels = false)
    {
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
