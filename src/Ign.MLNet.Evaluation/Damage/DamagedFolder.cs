using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Ign.MLNet.Imaging;
using Ign.MLNet.Networks;

namespace Ign.MLNet.Evaluation;

/// <summary>
/// Writes damaged copies of the images below a folder, as PNG files in the same tree, so that people see what a recipe does and can test with it.
/// Images are taken upright, in sRGB; grey ones stay grey, 16 bits stay 16, and transparency stays as it is. What a damage of an image is depends on the seed
/// and on the file's path, not on the others.
/// </summary>
public sealed record DamagedFolder
{
    /// <summary>Ends the name of the contact sheet: parts of images, clean and damaged side by side.</summary>
    public const string ContactName = "-contact.png";

    /// <summary>Ends the name of the list: a line of JSON for each file, with what was done to it.</summary>
    public const string ListName = "-damage.jsonl";

    private const string Ending = ".png";
    private const int Shown = 12, ShownSide = 160, PairsInRow = 3;

    /// <summary>Lines that people read, too: a quote is a quote.</summary>
    private static readonly DamageJson s_lines =
        new(new JsonSerializerOptions(DamageJson.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    /// <summary>Folder with the images.</summary>
    public required string Source { get; init; }

    /// <summary>Folder for the copies; it is made.</summary>
    public required string Target { get; init; }

    /// <summary>What is done.</summary>
    public required Damage Damage { get; init; }

    /// <summary>Seed of everything random.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Largest images that are read, and other limits of files.</summary>
    public ImageLimits Limits { get; init; } = new();

    /// <summary>Writes the copies, the contact sheet and the list.</summary>
    /// <param name="progress">Told of every file.</param>
    /// <param name="cancellationToken">Stops between two files; the copies that are written stay.</param>
    /// <returns>What was done to every file, in ordinal order of their paths; a file that cannot be read has an error.</returns>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="InvalidDataException">There is no image in it, two copies would have the same name, or one folder lies in the other.</exception>
    /// <exception cref="IOException">A copy cannot be written.</exception>
    public IReadOnlyList<DamagedFile> Write(IProgress<ProtocolProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        string[] files = Files();
        var done = new List<DamagedFile>();
        var pairs = new List<float[]>();
        for (int i = 0; i < files.Length; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            progress?.Report(new(files[i], (double)i / files.Length));
            bool shown = i == 0 || (long)i * Shown / files.Length != (long)(i - 1) * Shown / files.Length;
            done.Add(One(files[i], shown ? pairs : null));
        }
        int columns = 2 * Math.Min(PairsInRow, pairs.Count / 2);
        if (columns > 0) PngGrid.Save(Beside(ContactName), pairs, columns, new TensorShape(3, ShownSide, ShownSide), enlarge: 1, group: 2);
        AtomicFile.WriteAllText(Beside(ListName), string.Concat(done.Select(d => JsonSerializer.Serialize(d, s_lines.DamagedFile) + "\n")));
        progress?.Report(new("done", 1));
        return done;
    }

    /// <summary>A file beside the copies: among them it would be restored or trained on as one of them.</summary>
    private string Beside(string ending) => Path.TrimEndingDirectorySeparator(Path.GetFullPath(Target)) + ending;

    private DamagedFile One(string file, List<float[]>? pairs)
    {
        ulong seed = SeededRandom.Mix(Seed, BitConverter.ToUInt64(SHA256.HashData(Encoding.UTF8.GetBytes(file))));
        try
        {
            var image = ImageDecoder.ReadDeep(Path.Join(Source, file), Limits);
            var shape = new TensorShape(IsGrey(image) ? 1 : 3, image.Height, image.Width);
            var (damage, pixels) = Damage.Settle(shape, seed);
            float[] clean = ToPlanes(image, shape), damaged = new float[clean.Length];
            damage.Draw(clean, damaged, shape, pixels);
            string copy = Copy(file), path = Path.Join(Target, copy);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            AtomicFile.WriteAllBytes(path, Png(image, damaged, shape));
            pairs?.AddRange([Centre(clean, shape), Centre(damaged, shape)]);
            return new DamagedFile(file, copy, damage.Name, pixels, damage, null);
        }
        catch (ImageFileException e)
        {
            return new DamagedFile(file, null, null, seed, null, e.Message);
        }
    }

    private string[] Files()
    {
        if (Contains(Source, Target) || Contains(Target, Source))
            throw new InvalidDataException($"The copies would lie among the images: '{Target}' and '{Source}' must be apart.");
        string[] files = [.. ImageFiles.Below(Source).Select(f => f.Replace(Path.DirectorySeparatorChar, '/'))];
        var alike = files.GroupBy(Copy, StringComparer.OrdinalIgnoreCase).FirstOrDefault(g => g.Count() > 1);
        return alike is null
            ? files
            : throw new InvalidDataException($"'{alike.First()}' and '{alike.Last()}' would both be written as '{alike.Key}'; rename one.");
    }

    private static string Copy(string file) => Path.ChangeExtension(file, Ending);

    private static bool Contains(string folder, string other)
    {
        string relative = Path.GetRelativePath(folder, other);
        bool outside = relative == ".." || relative.StartsWith(".." + Path.DirectorySeparatorChar, StringComparison.Ordinal) || Path.IsPathRooted(relative);
        return !outside;
    }

    private static bool IsGrey(Samples image)
    {
        for (int i = 0; i < image.Width * image.Height * image.Layout.Bands; i += image.Layout.Bands)
            if (image[i] != image[i + 1] || image[i] != image[i + 2]) return false;
        return true;
    }

    private static float[] ToPlanes(Samples image, TensorShape shape)
    {
        int plane = shape.Height * shape.Width;
        float grey = image.Layout.MaxValue / 2f;
        var planes = new float[shape.Size];
        for (int i = 0; i < planes.Length; i++) planes[i] = image[i % plane * image.Layout.Bands + i / plane] / grey - 1;
        return planes;
    }

    /// <summary>The copy, with the transparency of the image and as many bits.</summary>
    private static byte[] Png(Samples image, float[] damaged, TensorShape shape)
    {
        int plane = shape.Height * shape.Width;
        var layout = image.Layout with { ColourBands = shape.Channels };
        var copy = new Samples(image.Width, image.Height, layout, new byte[plane * layout.BytesPerPixel]);
        for (int i = 0; i < plane; i++)
        {
            for (int c = 0; c < shape.Channels; c++) copy[i * layout.Bands + c] = PixelRange.ToSample(damaged[c * plane + i], layout.MaxValue);
            if (layout.HasAlpha) copy[i * layout.Bands + shape.Channels] = image[i * image.Layout.Bands + 3];
        }
        return PngWriter.Encode(copy);
    }

    /// <summary>The middle of an image, pixel for pixel, in three channels; black where the image is smaller.</summary>
    private static float[] Centre(float[] planes, TensorShape shape)
    {
        float[] part = [.. Enumerable.Repeat(-1f, 3 * ShownSide * ShownSide)];
        int height = Math.Min(ShownSide, shape.Height), width = Math.Min(ShownSide, shape.Width);
        int top = (shape.Height - height) / 2, left = (shape.Width - width) / 2;
        for (int c = 0; c < 3; c++)
            for (int y = 0; y < height; y++)
            {
                int row = Math.Min(c, shape.Channels - 1) * shape.Height + top + y;
                planes.AsSpan(row * shape.Width + left, width).CopyTo(part.AsSpan((c * ShownSide + y) * ShownSide));
            }
        return part;
    }
}
