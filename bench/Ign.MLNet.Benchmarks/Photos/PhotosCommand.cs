using System.CommandLine;
using System.Globalization;
using System.Text;
using Ign.MLNet.Evaluation;
using Ign.MLNet.Imaging;
using Ign.MLNet.Networks;
using Ign.MLNet.Training;

namespace Ign.MLNet.Benchmarks;

/// <summary><c>photos</c>: restorers of photographs side by side, on a folder of clean ones.</summary>
internal static class PhotosCommand
{
    private const ulong Seed = 7;
    private static readonly Damage[] s_damages = [new Gaussian(30 / 255f), new Gaussian(50 / 255f), new Gaussian(100 / 255f), new Jpeg(10), new Jpeg(20),
        new Jpeg(40)];
    private static readonly string[] s_names = ["σ 15", "σ 25", "σ 50", "JPEG 10", "JPEG 20", "JPEG 40"];
    private static readonly float[] s_strengths = [0.04f, 0.06f, 0.08f, 0.12f, 0.16f, 0.24f, 0.32f];

    internal static Command Create()
    {
        Option<string> data = new("--data") { Description = "Folder with clean photographs that no model was trained on.", HelpName = "DIR", Required = true };
        Option<string[]> models = new("--model") { Description = "A model, or weights.safetensors of a run; may be repeated.", HelpName = "FILE" };
        Option<string?> dncnn = new("--dncnn") { Description = "Weights of the colour DnCNN-B (safetensors), to compare with.", HelpName = "FILE" };
        Option<int> limit = new("--limit") { Description = "At most so many photographs.", HelpName = "N", DefaultValueFactory = _ => int.MaxValue };
        Option<string?> page = new("--out") { Description = "Also write the result as Markdown.", HelpName = "FILE" };
        Command command = new("photos", "PSNR over red, green and blue of restored photographs: Gaussian noise (not clipped) and JPEG, beside the damaged input, non-local means and DnCNN-B.")
        {
            data, models, dncnn, limit, page,
        };
        command.SetAction(result =>
            Run(result.GetRequiredValue(data), result.GetValue(models) ?? [], result.GetValue(dncnn), result.GetValue(limit), result.GetValue(page),
                string.Join(' ', result.Tokens.Select(t => t.Value))));
        return command;
    }

    private static int Run(string data, string[] models, string? dncnn, int limit, string? page, string arguments)
    {
        var photos = ImageFiles.Below(data).Take(limit).Select(file => CleanPhoto.Read(Path.Combine(data, file))).ToList();
        var table = new StringBuilder(
            $"| PSNR in dB | {string.Join(" | ", s_names)} | clean |\n|---|{string.Concat(Enumerable.Repeat("---:|", s_names.Length + 1))}\n");
        List<PhotoMethod> methods = [PhotoMethod.Input];
        if (dncnn is not null) methods.Add(PhotoMethod.Of("DnCNN-B", DnCnn.Load(dncnn)));
        methods.AddRange(models.Select(file => PhotoMethod.Of(Path.GetFileName(Path.GetDirectoryName(Path.GetFullPath(file)))!, Model(file))));
        foreach (var method in methods) Row(method.Name, damage => method);
        Row("non-local means", damage => s_strengths.Select(PhotoMethod.NonLocal).MaxBy(m => Measure(m, damage, photos.Take(1)))!, clean: false);
        foreach (var (name, value) in BenchMachine.Facts) Console.WriteLine($"{name}: {value}");
        Console.Write(table);
        if (page is not null) File.WriteAllText(page, $"# Photographs\n\n`dotnet run -c Release --project bench/Ign.MLNet.Benchmarks -- {arguments}`\n\nMean PSNR over {photos.Count} photographs, red, green and blue together; noise is not clipped, and grey where a photograph is. *Clean* compares f(x) with x.\n\n{table}");
        return 0;

        void Row(string name, Func<Damage, PhotoMethod> of, bool clean = true)
        {
            var cells = s_damages.Select(damage => Text(Measure(of(damage), damage, photos)))
                .Append(clean ? Text(Measure(of(Damage.None), Damage.None, photos)) : "");
            string row = $"| {name} | {string.Join(" | ", cells)} |";
            table.Append(row).Append('\n');
            Console.Error.WriteLine(row);
        }
    }

    private static string Text(double psnr) => double.IsInfinity(psnr) ? "∞" : psnr.ToString("0.00", CultureInfo.InvariantCulture);

    private static double Measure(PhotoMethod method, Damage damage, IEnumerable<CleanPhoto> photos) =>
        photos.Select((photo, i) => Psnr.Compute(method.Apply(photo.Damaged(damage, SeededRandom.Mix(Seed, (ulong)i)), photo.Shape), photo.Values)).Average();

    private static IgnModel Model(string file) => file.EndsWith(ModelSource.ModelExtension, StringComparison.OrdinalIgnoreCase)
        ? IgnModel.Load(file)
        : IgnModel.FromBytes(ModelExport.Write(ModelSource.Load(file)));
}
