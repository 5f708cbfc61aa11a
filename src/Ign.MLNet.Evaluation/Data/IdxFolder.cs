namespace Ign.MLNet.Evaluation;

/// <summary>A folder with the four files of an MNIST-like set, under their usual names, plain or .gz.</summary>
public static class IdxFolder
{
    // A folder with the full training part is read in preference to one with its first 10,000 images only.
    private static readonly string[] s_training = ["train", "train10k"];
    private static readonly string[] s_test = ["t10k"];

    /// <summary>Reads the training images with labels.</summary>
    /// <param name="folder">Folder with <c>train-images-idx3-ubyte(.gz)</c> or <c>train10k-images-idx3-ubyte(.gz)</c> and the labels beside it.</param>
    /// <exception cref="DirectoryNotFoundException">The folder does not exist.</exception>
    /// <exception cref="FileNotFoundException">A file is missing.</exception>
    /// <exception cref="InvalidDataException">A file is damaged.</exception>
    public static ImageSet ReadTraining(string folder) => Read(folder, s_training);

    /// <summary>Reads the test images with labels.</summary>
    /// <param name="folder">Folder with <c>t10k-images-idx3-ubyte(.gz)</c> and the labels beside it.</param>
    /// <inheritdoc cref="ReadTraining" path="/exception"/>
    public static ImageSet ReadTest(string folder) => Read(folder, s_test);

    /// <summary>Whether the folder has the training part of such a set.</summary>
    /// <param name="folder">Folder, which need not exist.</param>
    public static bool HasTraining(string folder) => s_training.Any(part => Find(folder, $"{part}-images-idx3-ubyte") is not null);

    /// <summary>Whether the folder has the test part of such a set.</summary>
    /// <param name="folder">Folder, which need not exist.</param>
    public static bool HasTest(string folder) => s_test.Any(part => Find(folder, $"{part}-images-idx3-ubyte") is not null);

    private static ImageSet Read(string folder, string[] parts)
    {
        ArgumentNullException.ThrowIfNull(folder);
        if (!Directory.Exists(folder))
            throw new DirectoryNotFoundException($"There is no folder '{folder}'; expected one with {parts[0]}-images-idx3-ubyte.gz.");
        foreach (string part in parts)
        {
            if (Find(folder, $"{part}-images-idx3-ubyte") is not { } images) continue;
            string name = $"{part}-labels-idx1-ubyte";
            return IdxFile.Read(images, Find(folder, name) ?? Path.Combine(folder, name + ".gz"));
        }
        throw new FileNotFoundException($"'{folder}' has no {parts[0]}-images-idx3-ubyte.gz.", Path.Combine(folder, $"{parts[0]}-images-idx3-ubyte.gz"));
    }

    private static string? Find(string folder, string name) =>
        new[] { Path.Combine(folder, name), Path.Combine(folder, name + ".gz") }.FirstOrDefault(File.Exists);
}
