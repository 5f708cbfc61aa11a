using System.Globalization;
using Ign.MLNet.Networks;
using Ign.MLNet.Training;
using Microsoft.ML.OnnxRuntime;

namespace Ign.MLNet.Cli;

/// <summary>Runs the checks of an export and says what came out.</summary>
/// <param name="Images">What it is checked on.</param>
/// <param name="Calibration">Real images for ranges; none where the images of the check are invented.</param>
/// <param name="Reference">File for test vectors, or null.</param>
internal sealed record ExportChecks(IReadOnlyList<float[]> Images, IReadOnlyList<float[]> Calibration, string? Reference)
{
    /// <returns>How far the file is from the network; null where that could not be found out.</returns>
    /// <exception cref="IgnFormatException">The file does not compute what the network computes.</exception>
    internal ExportDifference? Run(CliConsole console, ModelSource source, byte[] onnx, OnnxForm form, bool fold)
    {
        var check = new ExportCheck(source, Images, form.Applications);
        if (Reference is not null) WriteVectors(source);
        ExportDifference difference;
        try
        {
            difference = check.Run(onnx);
            ReportFolding(console, source, form, fold);
        }
        catch (Exception e) when (e is DllNotFoundException or TypeInitializationException or EntryPointNotFoundException)
        {
            console.Line("not checked: the native library of ONNX Runtime is not here ('ign doctor' shows what is missing)");
            return null;
        }
        string on = $"{Images.Count} images{(Calibration.Count == 0 ? ", none of them real" : "")}";
        string torch = check.AgainstTorch() is { } distance ? $"; TorchSharp {Text(distance)} from the same reference" : "; no libtorch here to compare with as well";
        console.Line(form.Elements == ImageElements.Float
            ? $"checked on {on}: max |Δ| {Text(difference.Largest)} against double precision, PSNR {Decibel(difference.Psnr)}{torch}"
            : $"checked on {on}: at most {difference.Largest * 127.5:0} of 255 levels from double precision, PSNR {Decibel(difference.Psnr)}{torch}");
        if (!difference.Holds) throw new IgnFormatException($"The file was not written: it is further from the network than {form.Precision} allows ({Bound(form)}).");
        return difference;
    }

    private static void ReportFolding(CliConsole console, ModelSource source, OnnxForm form, bool fold)
    {
        if (!fold || ReferenceEquals(NormalizationFolding.Apply(source.Weights), source.Weights)) return;
        var plain = form with { Elements = ImageElements.Float, Batch = null };
        byte[] before = ModelExport.Write(source, plain, fold: false), after = ModelExport.Write(source, plain);
        console.Line(string.Create(CultureInfo.InvariantCulture,
            $"folded: {Nodes(before)} nodes became {Nodes(after)}; latency in ONNX Runtime {LatencyRatio.Of(before, after):0.00} times the folded one's before"));
    }

    private static int Nodes(byte[] onnx) => OnnxModelReader.Read(onnx).Operators.Values.Sum();

    private void WriteVectors(ModelSource source)
    {
        var once = new ExportCheck(source, Images).Expected;
        var twice = new ExportCheck(source, Images, 2).Expected;
        var shape = source.Card.Shape;
        int[] dimensions = [Images.Count, shape.Channels, shape.Height, shape.Width];
        NamedTensor Tensor(string name, IEnumerable<float> values) => new(name, dimensions, [.. values]);
        Safetensors.Write(Reference!,
        [
            Tensor("input", Images.SelectMany(i => i)),
            Tensor("output", once.SelectMany(i => i.Select(v => (float)v))),
            Tensor("twice", twice.SelectMany(i => i.Select(v => (float)v))),
        ],
        new Dictionary<string, string> { ["model"] = source.Card.Name });
    }

    private static string Bound(OnnxForm form) => (form.Elements, form.Precision) switch
    {
        (ImageElements.Float, WeightPrecision.Float32) => $"max |Δ| at most {Text(ExportCheck.Float32Bound)}",
        (ImageElements.Float, WeightPrecision.Float16) => $"max |Δ| at most {Text(ExportCheck.Float16Bound)}",
        (ImageElements.Float, WeightPrecision.Int8) => $"max |Δ| at most {Text(ExportCheck.Int8Bound)} and PSNR at least {ExportCheck.Int8Psnr} dB",
        (_, WeightPrecision.Float32) => "at most one level",
        (_, WeightPrecision.Int8Static) => $"PSNR at least {ExportCheck.Int8StaticPsnr} dB",
        _ => $"PSNR at least {ExportCheck.Int8Psnr} dB",
    };

    private static string Text(double value) => value.ToString("0.#e+0", CultureInfo.InvariantCulture);

    private static string Decibel(double value) => double.IsInfinity(value) ? "infinite" : value.ToString("0.0", CultureInfo.InvariantCulture) + " dB";
}
