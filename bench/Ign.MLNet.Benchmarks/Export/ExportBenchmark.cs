using Ign.MLNet.Networks;

namespace Ign.MLNet.Benchmarks;

/// <summary>Every shipped model, in every precision, in every runtime that is here.</summary>
internal static class ExportBenchmark
{
    internal static IReadOnlyList<IExportRuntime> Runtimes { get; } =
    [
        new ProjectorRuntime(),
        new ApplyOnnxRuntime(),
        new ScriptRuntime("onnxruntime-node", "node", "node", "export/node/project.mjs", "export/node/node_modules"),
        new ScriptRuntime("onnxruntime-web, WebAssembly in Chromium", "web", "node", "export/web/project.js", "export/web/dist"),
        new ScriptRuntime("OpenCV DNN", "opencv", File.Exists("/usr/bin/python3") ? "/usr/bin/python3" : "python3", "export/python/project_opencv.py", "cv2", OnnxForm.MinOpset),
    ];

    internal static IReadOnlyList<ExportRow> Run(Action<string> report)
    {
        var folder = Directory.CreateTempSubdirectory("ign-export-");
        try
        {
            var rows = new List<ExportRow>();
            foreach (string model in ShippedModels.Names)
                foreach (var (name, precision) in ShippedModels.Precisions)
                {
                    report($"{model} {name}, every runtime");
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
        if (!File.Exists(path)) File.WriteAllBytes(path, ShippedModels.Export(model, precision, runtime.Opset));
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
}
