using Ign.MLNet.Evaluation;
using Ign.MLNet.Networks;

namespace Ign.MLNet.Benchmarks;

/// <summary>Every shipped model, in every precision, in every runtime that is here.</summary>
internal static class ExportBenchmark
{
    private static readonly string[] s_models = ["fashion-restore", "fashion-ign"];

    private static readonly (string Name, WeightPrecision Precision)[] s_precisions = [("fp32", WeightPrecision.Float32), ("fp16", WeightPrecision.Float16), ("int8", WeightPrecision.Int8), ("int8-static", WeightPrecision.Int8Static)];

    internal static IReadOnlyList<IExportRuntime> Runtimes { get; } =
    [
        new ProjectorRuntime(),
        new ApplyOnnxRuntime(),
        new ScriptRuntime("onnxruntime-node", "node", "node", "export/node/project.mjs", "export/node/node_modules"),
        new ScriptRuntime("OpenCV DNN", "opencv", File.Exists("/usr/bin/python3") ? "/usr/bin/python3" : "python3", "export/python/project_opencv.py", "cv2", OnnxForm.MinOpset),
    ];

    internal static IReadOnlyList<ExportRow> Run(Action<string> report)
    {
        var folder = Directory.CreateTempSubdirectory("ign-export-");
        try
        {
            var rows = new List<ExportRow>();
            foreach (string model in s_models)
                foreach (var (name, precision) in s_precisions)
                {
                    report($"{model} {name}");
                    foreach (var runtime in Runtimes) rows.Add(Row(folder.FullName, model, name, precision, runtime));
                }
            return rows;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static ExportRow Row(string folder, string model, string name, WeightPrecision precision, IExportRuntime runtime)
    {
        string path = Path.Combine(folder, $"{model}.{name}.{runtime.Opset}.onnx");
        if (!File.Exists(path)) File.WriteAllBytes(path, Export(BenchRepository.At($"export/models/{model}.onnx"), precision, runtime.Opset));
        var row = new ExportRow(model, name, new FileInfo(path).Length, runtime, Figures: null);
        try
        {
            return row with { Figures = runtime.Measure(path, BenchRepository.At($"export/reference/{model}.safetensors")) };
        }
        catch (NotSupportedException refusal)
        {
            return row with { Refusal = refusal.Message };
        }
    }

    private static byte[] Export(string path, WeightPrecision precision, int opset)
    {
        var info = OnnxModelReader.Read(File.ReadAllBytes(path));
        var card = OnnxModelCheck.Check(info);
        var weights = OnnxWeights.Read(info, card.Spec!);
        var form = new OnnxForm { Precision = precision, Opset = opset };
        if (precision == WeightPrecision.Int8Static)
            form = form with { Opset = Math.Max(opset, OnnxForm.StaticOpset), Ranges = ActivationRanges.Measure(weights, Calibration()) };
        return OnnxModelWriter.Write(card.Spec!, weights, card, form);
    }

    /// <summary>Pictures that are not among the test vectors, and noise.</summary>
    private static IEnumerable<float[]> Calibration()
    {
        const int Pictures = 24, Noise = 8;
        var pictures = IdxFolder.ReadTest(BenchRepository.At("samples/data/fashion-mnist")).Take(Pictures);
        var noise = new GaussianSource().SampleMany(Noise, pictures.Shape, seed: 100);
        return pictures.ToRange().Concat(noise).Chunk(pictures.Shape.Size);
    }
}
