using System.CommandLine;
using System.Globalization;
using System.Security.Cryptography;
using Ign.MLNet.Networks;

namespace Ign.MLNet.Cli;

/// <summary><c>ign export</c>: trained weights become the ONNX file that everything else reads. Writing it needs no native library, checking it does.</summary>
internal static class ExportCommand
{
    internal static Command Create(CliConsole console, StopSignals stop)
    {
        var source = new Argument<string>("run")
        {
            Description = "Run folder of a training, a weights.safetensors file with its card.json beside it, or a model that was exported before.",
        };
        var output = PathOption.Output("--out", "Model file to write; an existing one is replaced. Its card is also written beside it, as .card.json and .md.",
            "model.onnx");
        var name = new Option<string?>("--name") { Description = "Name of the model in its card; the default is what the training called it." };
        var facts = new Option<string[]>("--card")
        {
            Description = $"Set an entry of the card, for example --card license=MIT or --card quality.psnr_db=21.3. Entries: {CardFacts.Names}.",
            HelpName = "entry=value",
        };
        var form = new ExportFormOptions();
        var keep = new Option<bool>("--keep-norms") { Description = "Do not fold batch normalisations into the convolutions before them." };
        var size = new Option<string?>("--size")
        {
            Description = "Write a network that takes images of any size for one size only, for runtimes that need that: rows x columns, as in 480x640.",
            HelpName = "HxW",
        };
        var zone = ValueOption.Of<double?>("--dead-zone",
            "Leave alone what the network hardly changes: places where the change has a root mean square of so many 8-bit levels or less, such as 0.5; from twice as much on it is made in full. A model that nearly rests then rests. 0 takes a dead zone off.",
            "levels");
        var check = new ExportCheckOptions();
        var command = new Command("export", "Write a trained network as an ONNX model with its card inside, and check it against the network.")
        {
            source, output, name, facts, size, zone, keep,
        };
        foreach (var option in form.All.Concat(check.All)) command.Options.Add(option);
        command.SetAction((parsed, _) =>
        {
            var made = form.Read(parsed);
            string file = FileOf(parsed.GetRequiredValue(source));
            var paths = ExportPaths.Checked(parsed.GetRequiredValue(output), check.ReferenceOf(parsed), file);
            var entries = parsed.GetValue(facts) ?? [];
            string? title = parsed.GetValue(name);
            var trained = ModelSource.Load(file, card => CardFacts.Apply(title is null ? card : card with { Name = title }, entries));
            if (parsed.GetValue(size) is { } wanted) trained = OfSize(trained, wanted);
            if (parsed.GetValue(zone) is { } still) trained = InZone(trained, still);
            bool fold = !parsed.GetValue(keep);
            var checks = check.Read(parsed, trained.Card, stop.Token);
            if (made.Precision == WeightPrecision.Int8Static)
                made = made with { Ranges = Ranges(fold ? NormalizationFolding.Apply(trained.Weights) : trained.Weights, checks, stop.Token) };
            return Run(console, trained, paths, made, fold, checks, stop.Token);
        });
        return command;
    }

    private static async Task<int> Run(CliConsole console, ModelSource source, ExportPaths paths, OnnxForm form, bool fold, ExportChecks? checks,
        CancellationToken cancellation)
    {
        byte[] onnx = ModelExport.Write(source, form, fold);
        // A file that fails its check must not lie where a good one is expected.
        var difference = checks is null ? null : await checks.Run(console, source, onnx, form, fold, cancellation).ConfigureAwait(false);
        checks?.WriteVectors(source, cancellation);
        if (form.Precision != WeightPrecision.Float32 && checks is { AreReal: true } && difference is { } measured && double.IsFinite(measured.Psnr))
            onnx = ModelExport.Write(source with { Card = CardFacts.WithQuality(source.Card, IgnModelCard.PsnrToFloat32, Math.Round(measured.Psnr, 1)) }, form,
                fold);
        var info = OnnxModelReader.Read(onnx);
        var card = OnnxModelCheck.Check(info);
        string hash = Convert.ToHexStringLower(SHA256.HashData(onnx));
        AtomicFile.WriteAllBytes(paths.Model, onnx);
        AtomicFile.WriteAllText(paths.Card, card.ToJson() + "\n");
        AtomicFile.WriteAllText(paths.Page, ModelPage.Write(card, info, Path.GetFileName(paths.Model), hash));
        console.Line($"{paths.Model}: {info.Operators.Values.Sum():N0} nodes, {card.Spec!.ParameterCount:N0} parameters, {onnx.Length:N0} bytes");
        console.Line($"sha-256 {hash}");
        return ExitCode.Done;
    }

    /// <exception cref="UsageException">The text is no size, or none for that network.</exception>
    private static ModelSource OfSize(ModelSource source, string text)
    {
        int[] sides = [.. text.Split('x').Select(side => int.TryParse(side, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : 0)];
        if (sides is not [> 0 and var height, > 0 and var width]) throw new UsageException($"--size: expected rows x columns, as in 480x640, got '{text}'.");
        var spec = source.Weights.Spec;
        if (!spec.AnySize)
            throw new UsageException(
                $"--size: the network takes images of {spec.Input.Height}x{spec.Input.Width} only; one size is chosen of those that take any.");
        if (height % spec.SideMultiple != 0 || width % spec.SideMultiple != 0)
            throw new UsageException($"--size: the sides must be multiples of {spec.SideMultiple}, got {text}.");
        try
        {
            return source.OfSize(height, width);
        }
        catch (SpecException e)
        {
            throw new UsageException($"--size: {e.Message}");
        }
    }

    /// <exception cref="UsageException">The number is no bound, or the network takes no dead zone.</exception>
    private static ModelSource InZone(ModelSource source, double still)
    {
        if (!(still is >= 0 and <= byte.MaxValue)) throw new UsageException($"--dead-zone: expected 0 to 255 levels, got {still}.");
        try
        {
            return source.WithDeadZone(still);
        }
        catch (SpecException e)
        {
            throw new UsageException($"--dead-zone: {e.Message}");
        }
    }

    private static ActivationRanges Ranges(WeightSet weights, ExportChecks? checks, CancellationToken cancellation) => checks is { AreReal: true }
        ? ActivationRanges.Measure(weights, checks.Calibration, cancellation)
        : throw new UsageException("--precision int8-static: needs real images to measure ranges on; give --check-data.");

    private static string FileOf(string source)
    {
        string file = Directory.Exists(source) ? Path.Combine(source, "weights.safetensors") : source;
        if (File.Exists(file)) return file;
        throw new UsageException(Directory.Exists(source)
            ? $"run: the folder '{source}' holds no weights.safetensors; expected the run folder of a training."
            : $"run: '{source}' does not exist; expected a run folder, a weights.safetensors file or an exported model.");
    }
}
