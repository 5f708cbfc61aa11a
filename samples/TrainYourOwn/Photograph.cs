using Ign.MLNet.Evaluation;
using Ign.MLNet.Samples.Photos;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace Ign.MLNet.Samples.TrainYourOwn;

/// <summary>A row: a photograph, clean and damaged.</summary>
internal sealed class Photograph
{
    private static readonly string[] s_extensions = [".jpg", ".jpeg", ".png", ".webp"];

    // ML.NET wants some size here, and does not look whether images have it.
    [ImageType(1, 1)]
    public MLImage Clean { get; set; } = null!;

    [ImageType(1, 1)]
    public MLImage Image { get; set; } = null!;

    public string Name { get; set; } = "";

    /// <summary>Whether a folder shows the damage itself.</summary>
    internal static bool ArePairs(string folder) => Directory.Exists(Path.Join(folder, "damaged"));

    /// <summary>The photographs of a folder, with their own damage where it has some, else with that of the recipe.</summary>
    internal static List<Photograph> Read(string folder, Damage recipe)
    {
        string clean = ArePairs(folder) ? Path.Join(folder, "clean") : folder;
        if (!Directory.Exists(clean)) throw new DirectoryNotFoundException($"There is no folder '{clean}'.");
        string[] files = [.. Directory.GetFiles(clean).Where(IsPhotograph).Order(StringComparer.Ordinal)];
        if (files.Length == 0) throw new FileNotFoundException($"There are no photographs in '{clean}'.");
        return [.. files.Select((file, i) => Read(file, ArePairs(folder) ? Path.Join(folder, "damaged", Path.GetFileName(file)) : null, recipe, (ulong)i))];
    }

    private static bool IsPhotograph(string file) => s_extensions.Contains(Path.GetExtension(file), StringComparer.OrdinalIgnoreCase);

    private static Photograph Read(string file, string? damaged, Damage recipe, ulong seed)
    {
        var clean = MLImage.CreateFromFile(file);
        return new Photograph
        {
            Clean = clean,
            Image = damaged is null ? Pixels.Damaged(clean, recipe, seed) : MLImage.CreateFromFile(damaged),
            Name = Path.GetFileNameWithoutExtension(file),
        };
    }
}
