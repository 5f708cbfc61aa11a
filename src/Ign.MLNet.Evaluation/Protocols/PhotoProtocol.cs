using Ign.MLNet.Imaging;
using Ign.MLNet.Networks;

namespace Ign.MLNet.Evaluation;

/// <summary>
/// Measures a model for photographs on clean ones that it was not trained on: how well it restores, what it does to clean ones, whether a second application
/// changes anything, whether colours and tones stay, and whether tiles equal the whole.
/// </summary>
public sealed record PhotoProtocol
{
    private const int Again = 5;
    private const int CropSide = 192, CropsShown = 3;
    private const int Tile = 64;
    private const int LeastSide = 11; // of structural similarity
    private static readonly string[] s_shown = ["damaged", "restored", "clean"];
    private static readonly float[] s_strengths = [0.04f, 0.08f, 0.16f, 0.32f];

    /// <summary>Gaussian noise of three strengths, not cut and as in files of 8 bits, noise of a camera, JPEG of three qualities, and no damage.</summary>
    private static readonly (string Name, Damage Damage)[] s_damages =
    [
        ("σ 15", new Gaussian(30 / 255f)), ("σ 25", new Gaussian(50 / 255f)), ("σ 50", new Gaussian(100 / 255f)),
        ("σ 25, 8 bits", Damage.Sequence(new Gaussian(50 / 255f, true), new Levels())),
        ("σ 50, 8 bits", Damage.Sequence(new Gaussian(100 / 255f, true), new Levels())),
        ("camera", Damage.Sequence(new Camera(0.003f, 0.0005f, 1, 1, 0.7f, true), new Jpeg(92, true))),
        ("JPEG 10", new Jpeg(10, true)), ("JPEG 20", new Jpeg(20, true)), ("JPEG 40", new Jpeg(40, true)),
        (PhotoRow.Clean, Damage.None),
    ];

    /// <summary>The model; it takes colour images of any size.</summary>
    public required IgnModel Model { get; init; }

    /// <summary>Folder with clean photographs, searched with its subfolders.</summary>
    public required string Folder { get; init; }

    /// <summary>At most so many photographs are taken, the first by name.</summary>
    public int Count { get; init; } = int.MaxValue;

    /// <summary>Seed of noise.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Whether a median of 3 × 3 pixels and non-local means at the best of four strengths are measured as well.</summary>
    public bool Baselines { get; init; }

    /// <summary>Measures the model.</summary>
    /// <param name="progress">Is told how far it has come.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="ArgumentException">The model takes images of one size only, or grey ones.</exception>
    /// <exception cref="InvalidDataException">The folder has no photographs, or one of them cannot be read or is too small; the message names it.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public PhotoReport Run(IProgress<ProtocolProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        if (!Model.AnySize || Model.Shape.Channels != 3)
            throw new ArgumentException($"Expected a model for colour images of any size; this one takes {Model.Shape}{(Model.AnySize ? ", any size" : "")}.");
        string[] files = [.. ImageFiles.Below(Folder).Take(Count)];
        using var projector = new UnitProjector(Model, new IgnProjectorOptions { BatchSize = 1 });
        var rows = new List<PhotoRow>();
        var crops = new List<PictureStrip>();
        foreach (var (name, damage) in s_damages)
        {
            var nlm = Baselines && name != PhotoRow.Clean ? Best(damage, Read(files[0])) : null;
            var measured = new List<PhotoRow>();
            var shown = new List<float[]>();
            for (int i = 0; i < files.Length; i++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                progress?.Report(new($"{name}, {files[i]}", (rows.Count + ((double)i / files.Length)) / s_damages.Length));
                var photo = Read(files[i]);
                var (x, shape) = (photo.Values, photo.Shape);
                var y = photo.Damaged(damage, SeededRandom.Mix(Seed, (ulong)i));
                var fy = projector.Project(y, shape, 1);
                measured.Add(Measured(name, projector, x, y, fy, shape, nlm));
                if (i < CropsShown) shown.AddRange(new[] { y, fy, x }.Select(image => Crop(image, shape)));
            }
            rows.Add(PhotoRow.Mean(name, measured));
            crops.Add(new PictureStrip(name, new TensorShape(3, CropSide, CropSide),
                [.. s_shown.Select((row, r) => (row, (float[])[.. shown.Where((_, i) => i % 3 == r).SelectMany(v => v)]))]));
        }
        return new PhotoReport
        {
            Model = Model.Card.Name,
            ModelSha256 = Model.Hash,
            Data = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(Folder))),
            Photographs = files.Length,
            Seed = Seed,
            Rows = rows,
            TileDifference = TileDifference(projector, files),
            Pictures = crops,
        };
    }

    private PhotoRow Measured(string name, UnitProjector projector, float[] x, float[] y, float[] fy, TensorShape shape, NonLocalMeans? nlm)
    {
        // What a second run sees is a file: 8 bits.
        float[] stored = Stored(fy), again = Stored(projector.Project(stored, shape, 1)), further = projector.Project(fy, shape, 1);
        double psnr = Psnr.Compute(fy, x);
        return new PhotoRow(name)
        {
            Damaged = Psnr.Compute(y, x),
            Restored = psnr,
            WorstRestored = psnr,
            DamagedLuminance = Psnr.Compute(Luminance(y), Luminance(x)),
            RestoredLuminance = Psnr.Compute(Luminance(fy), Luminance(x)),
            DamagedSsim = Ssim.Compute(y, x, shape),
            RestoredSsim = Ssim.Compute(fy, x, shape),
            Changed = Differing(Stored(y), stored),
            SecondPsnr = Psnr.Compute(further, fy),
            SecondChanged = Differing(stored, again),
            FifthLoss = Loss(psnr, Psnr.Compute(projector.Project(further, shape, Again - 2), x)),
            Tone16 = BlockError(fy, x, shape, 16),
            Tone64 = BlockError(fy, x, shape, 64),
            Median = Baselines ? Filtered(new MedianFilter(3), y, x, shape) : null,
            NonLocalMeans = nlm is null ? null : Filtered(nlm, y, x, shape),
        };
    }

    /// <summary>Of two that are both infinite, none.</summary>
    private static double Loss(double once, double later) => once == later ? 0 : once - later;

    /// <summary>The strength that suits the first photograph best.</summary>
    private NonLocalMeans Best(Damage damage, CleanPhoto photo)
    {
        var y = photo.Damaged(damage, SeededRandom.Mix(Seed, 0));
        return s_strengths.Select(h => new NonLocalMeans(h)).MaxBy(filter => Filtered(filter, y, photo.Values, photo.Shape))!;
    }

    private static double Filtered(IImageFilter filter, float[] y, float[] x, TensorShape shape)
    {
        var result = new float[y.Length];
        filter.Apply(y, result, shape);
        return Psnr.Compute(result, x);
    }

    /// <summary>Largest difference in levels of 255 between a tile with the network's reach around it and the same part of the whole photograph.</summary>
    private double? TileDifference(UnitProjector projector, string[] files)
    {
        int reach = (Model.Halo + Model.SideMultiple - 1) / Model.SideMultiple * Model.SideMultiple, side = Tile + (2 * reach);
        foreach (string file in files)
        {
            var photo = Read(file);
            var (x, shape) = (photo.Values, photo.Shape);
            if (shape.Height < side || shape.Width < side) continue;
            int top = Middle(shape.Height), left = Middle(shape.Width);
            float[] whole = Part(projector.Project(x, shape, 1), shape, top + reach, left + reach, Tile);
            float[] tile = projector.Project(Part(x, shape, top, left, side), new TensorShape(3, side, side), 1);
            return whole.Zip(Part(tile, new TensorShape(3, side, side), reach, reach, Tile), (a, b) => Math.Abs(a - b)).Max() * (byte.MaxValue / 2.0);
        }
        return null;

        int Middle(int length) => (length - side) / 2 / Model.SideMultiple * Model.SideMultiple;
    }

    private CleanPhoto Read(string file)
    {
        try
        {
            var photo = CleanPhoto.Read(Path.Combine(Folder, file));
            return Math.Min(photo.Shape.Width, photo.Shape.Height) >= LeastSide ? photo : throw new InvalidDataException(
                $"'{file}' has {photo.Shape.Width} × {photo.Shape.Height} pixels; expected sides of at least {LeastSide}.");
        }
        catch (ImageFileException e)
        {
            throw new InvalidDataException($"'{file}' {e.Message}", e);
        }
    }

    private static float[] Stored(float[] image) => Array.ConvertAll(image, v => (PixelRange.ToByte(v) / 127.5f) - 1);

    private static double Differing(float[] a, float[] b) => (double)a.Zip(b).Count(p => p.First != p.Second) / a.Length;

    /// <summary>Luminance of BT.601 in [-1, 1].</summary>
    private static float[] Luminance(float[] image)
    {
        int plane = image.Length / 3;
        return [.. Enumerable.Range(0, plane).Select(i => (0.299f * image[i]) + (0.587f * image[plane + i]) + (0.114f * image[(2 * plane) + i]))];
    }

    /// <summary>Root mean square of the errors of block means, in levels of 255: a shift of colour or tone shows here, noise does not.</summary>
    private static double BlockError(float[] image, float[] reference, TensorShape shape, int side)
    {
        double sum = 0;
        int count = 0;
        for (int c = 0; c < shape.Channels; c++)
            for (int top = 0; top + side <= shape.Height; top += side)
                for (int left = 0; left + side <= shape.Width; left += side)
                {
                    double error = 0;
                    for (int y = top; y < top + side; y++)
                        for (int x = left; x < left + side; x++)
                        {
                            int i = (((c * shape.Height) + y) * shape.Width) + x;
                            error += (double)image[i] - reference[i];
                        }
                    error *= byte.MaxValue / 2.0 / (side * side);
                    sum += error * error;
                    count++;
                }
        return count == 0 ? 0 : Math.Sqrt(sum / count);
    }

    private static float[] Crop(float[] image, TensorShape shape) =>
        Part(image, shape, Math.Max(0, (shape.Height - CropSide) / 2), Math.Max(0, (shape.Width - CropSide) / 2), CropSide);

    /// <summary>A square of an image; black where it reaches beyond.</summary>
    private static float[] Part(float[] image, TensorShape shape, int top, int left, int side)
    {
        var part = new float[shape.Channels * side * side];
        Array.Fill(part, -1);
        int width = Math.Min(side, shape.Width - left);
        for (int c = 0; c < shape.Channels; c++)
            for (int y = 0; y < Math.Min(side, shape.Height - top); y++)
                image.AsSpan((((c * shape.Height) + top + y) * shape.Width) + left, width).CopyTo(part.AsSpan(((c * side) + y) * side));
        return part;
    }

    /// <summary>Values as a file of 8 bits has them.</summary>
    private sealed record Levels : Damage
    {
        public override Damage Sample(ref SeededRandom random, TensorShape shape) => this;

        protected internal override void Apply(ReadOnlySpan<float> image, Span<float> result, TensorShape shape, ulong seed)
        {
            for (int i = 0; i < image.Length; i++) result[i] = (PixelRange.ToByte(image[i]) / 127.5f) - 1;
        }

        protected internal override string Describe() => "levels";

        protected internal override bool Settled() => true;
    }
}
