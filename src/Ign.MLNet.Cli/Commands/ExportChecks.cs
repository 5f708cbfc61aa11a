using System.Globalization;
using Ign.MLNet.Evaluation;
using Ign.MLNet.Networks;
using Ign.MLNet.Training;

namespace Ign.MLNet.Cli;

/// <summary>Runs the checks of an export and says what came out.</summary>
/// <param name="Images">What it is checked on.</param>
/// <param name="Clean">The real images behind them; null where they are invented.</param>
/// <param name="Calibration">Real images for ranges; none where the images of the check are invented.</param>
/// <param name="Reference">File for test vectors, or null.</param>
internal sealed record ExportChecks(IReadOnlyList<float[]> Images, ImageSet? Clean, IReadOnlyList<float[]> Calibration, string? Reference)
{
    private const double Pays = 1.05;
    private const int NoiseLevel = 25;

    /// <summary>Whether the images are real ones.</summary>
    internal bool AreReal => Calibration.Count > 0;

    /// <returns>How far the file is from the network; null where that could not be found out.</returns>
    /// <exception cref="IgnFormatException">The file does not compute what the network computes.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    internal async Task<ExportDifference?> Run(CliConsole console, ModelSource source, byte[] onnx, OnnxForm form, bool fold, CancellationToken cancellation)
    {
        ExportCheck? check = null;
        await ProgressDisplay.RunAsync(console, "checking", display => Task.Run(
            () =>
                check = ExportCheck.Prepare(source, form, Images,
                    new Listener<double>(share => display.Update(share, "checking: the network in double precision")), cancellation),
                    CancellationToken.None)).ConfigureAwait(false);
        try
        {
            var difference = check!.Run(onnx);
            cancellation.ThrowIfCancellationRequested();
            Report(console, form, check, difference, ModuleCheck.Run(check), cancellation);
            if (source.AtOtherSize() is { } other) ReportSize(console, other, form, onnx, cancellation);
            cancellation.ThrowIfCancellationRequested();
            ReportFolding(console, source, form, fold);
            if (form.Precision != WeightPrecision.Float32) ReportSpeed(console, source, form, fold);
            return difference;
        }
        catch (Exception e) when (e is DllNotFoundException or TypeInitializationException or EntryPointNotFoundException)
        {
            console.Line("not checked: the native library of ONNX Runtime is not here ('ign doctor' shows what is missing)");
            return null;
        }
    }

    /// <summary>Writes the images with f and f∘f of each, if asked to.</summary>
    internal void WriteVectors(ModelSource source, CancellationToken cancellation)
    {
        if (Reference is null) return;
        var shape = source.Card.Shape;
        int[] dimensions = [Images.Count, shape.Channels, shape.Height, shape.Width];
        NamedTensor Tensor(string name, IEnumerable<float> values) => new(name, dimensions, [.. values]);
        NamedTensor Applied(string name, int applications) =>
            Tensor(name,
                ExportCheck.Prepare(source, new OnnxForm { Applications = applications }, Images, null, cancellation).Expected.SelectMany(i =>
                    i.Select(v => (float)v)));
        Safetensors.Write(Reference, [Tensor("input", Images.SelectMany(i => i)), Applied("output", 1), Applied("twice", 2)],
            new Dictionary<string, string> { ["model"] = source.Card.Name });
    }

    private void Report(CliConsole console, OnnxForm form, ExportCheck check, ExportDifference difference, ExportDifference? torch,
        CancellationToken cancellation)
    {
        ExportBounds bounds = ExportBounds.Of(form), torchBounds = ExportBounds.OfInterpretation(form);
        // What 32 bits can give at all is worth its time only where the usual bounds do not hold.
        ExportDifference? rounding = bounds.Hold(difference) && (torch is null || torchBounds.Hold(torch)) ? null : check.Rounding(cancellation);
        if (rounding is not null) (bounds, torchBounds) = (ExportBounds.Of(form, rounding.Largest), ExportBounds.OfInterpretation(form, rounding.Largest));
        string distance = form.Elements == ImageElements.Float
            ? $"max |Δ| {Text(difference.Largest)}"
            : string.Create(CultureInfo.InvariantCulture, $"at most {difference.Largest * 127.5:0} of 255 levels off");
        console.Line($"checked on {Images.Count} {(AreReal ? "" : "invented ")}images: {distance}, PSNR {Decibel(difference.Psnr)} to the network in double precision (allowed: {bounds})");
        console.Line(torch is null
            ? "TorchSharp: no libtorch here to compare with as well"
            : $"TorchSharp: max |Δ| {Text(torch.Largest)} to the network in double precision (allowed: {torchBounds})");
        if (rounding is not null)
            console.Line($"rounding: this network amplifies it; 32-bit arithmetic alone is max |Δ| {Text(rounding.Largest)} from double precision");
        if (!bounds.Hold(difference)) throw new IgnFormatException($"The file was not written: it is further from the network than its form allows ({bounds}){(form.Precision == WeightPrecision.Float32 ? "" : "; this network needs a finer --precision")}.");
        if (torch is not null && !torchBounds.Hold(torch))
            throw new IgnFormatException(
                "The file was not written: TorchSharp computes something else of this network, so one of the two is wrong. Please report it.");
    }

    /// <summary>The same file at another size of images.</summary>
    private static void ReportSize(CliConsole console, ModelSource source, OnnxForm form, byte[] onnx, CancellationToken cancellation)
    {
        var check = ExportCheck.Prepare(source, form, CheckImages.For(source.Card, count: 2), null, cancellation);
        var difference = check.Run(onnx);
        var bounds = ExportBounds.Of(form);
        if (!bounds.Hold(difference)) bounds = ExportBounds.Of(form, check.Rounding(cancellation).Largest);
        var shape = source.Card.Shape;
        console.Line($"any size: max |Δ| {Text(difference.Largest)} on 2 invented images of {shape.Height}x{shape.Width} (allowed: {bounds})");
        if (!bounds.Hold(difference))
            throw new IgnFormatException(
                $"The file was not written: at {shape.Height}x{shape.Width} it computes something else than the network. Please report it.");
    }

    /// <summary>What fewer bits cost and bring, next to the file of 32-bit kernels.</summary>
    private void ReportSpeed(CliConsole console, ModelSource source, OnnxForm form, bool fold)
    {
        var timed = Timed(form);
        byte[] plain = ModelExport.Write(source, timed with { Precision = WeightPrecision.Float32, Ranges = null }, fold);
        byte[] smaller = ModelExport.Write(source, timed, fold);
        double speed = LatencyRatio.Of(plain, smaller);
        string verdict = form.Precision == WeightPrecision.Int8Static && speed < Pays ? "; here it does not pay for this network" : "";
        console.Line(string.Create(CultureInfo.InvariantCulture, $"speed: {speed:0.00} times that of 32-bit kernels in ONNX Runtime on one thread{verdict}"));
        if (Clean is null || source.Card.Classes > 0) return;
        double before = PsnrToClean(plain, source.Card), after = PsnrToClean(smaller, source.Card);
        console.Line(string.Create(CultureInfo.InvariantCulture,
            $"accuracy: {Clean.Count} images with noise of σ {NoiseLevel} come within {after:0.00} dB of the clean ones, with 32-bit kernels {before:0.00} dB"));
    }

    /// <summary>Mean over the clean images, to each of which noise is added.</summary>
    private double PsnrToClean(byte[] onnx, IgnModelCard card)
    {
        using var projector = new IgnProjector(IgnModel.FromBytes(onnx));
        float half = (card.Maximum - card.Minimum) / 2;
        return Enumerable.Range(0, Clean!.Count).Average(i =>
        {
            float[] clean = new float[card.Shape.Size], noise = new GaussianSource().SampleMany(1, card.Shape, (ulong)i);
            Clean.ToRange(i, clean);
            float[] restored = projector.Project([.. clean.Zip(noise, (v, n) => card.Minimum + (v + NoiseLevel / 127.5f * n + 1) * half)]);
            return Psnr.Compute(Array.ConvertAll(restored, v => (v - card.Minimum) / half - 1), clean);
        });
    }

    /// <summary>The form with which two files can be given the same images.</summary>
    private static OnnxForm Timed(OnnxForm form) => form with { Elements = ImageElements.Float, Batch = null };

    private static void ReportFolding(CliConsole console, ModelSource source, OnnxForm form, bool fold)
    {
        var plain = Timed(form);
        byte[] before = ModelExport.Write(source, plain, fold: false);
        if (!fold || ReferenceEquals(NormalizationFolding.Apply(source.Weights), source.Weights))
        {
            console.Line($"folded: nothing{(fold ? ", no convolution is followed by a batch normalisation" : "")}; {Nodes(before)} nodes");
            return;
        }
        byte[] after = ModelExport.Write(source, plain);
        console.Line(string.Create(CultureInfo.InvariantCulture, $"folded: {Nodes(before)} nodes before, {Nodes(after)} after; in ONNX Runtime the folded network takes {1 / LatencyRatio.Of(before, after):0.00} of the time"));
    }

    private static int Nodes(byte[] onnx) => OnnxModelReader.Read(onnx).Operators.Values.Sum();

    private static string Text(double value) => value.ToString("0.#e+0", CultureInfo.InvariantCulture);

    private static string Decibel(double value) => double.IsInfinity(value) ? "infinite" : value.ToString("0.0", CultureInfo.InvariantCulture) + " dB";
}
