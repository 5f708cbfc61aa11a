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
        new ScriptRuntime("OpenCV DNN", "opencv", File.Exists("/usr/bin/python3") ? "/usr/bin/python3" : "python3", "export/python/project_opencv.py", "cv2",
            OnnxForm.MinOpset),
    ];

    /// <param name="rounds">How often everything is measured: a round goes through all rows, so that a busy minute of the machine hits one round of
    /// each.</param>
    /// <param name="report">Is told what is being measured.</param>
    internal static IReadOnlyList<ExportRow> Run(int rounds, Action<string> report)
    {
        var folder = Directory.CreateTempSubdirectory("ign-export-");
        try
        {
            var rows = new List<List<ExportRow>>();
            for (int round = 1; round <= rounds; round++)
            {
                report($"round {round} of {rounds}, every runtime");
                rows.Add(
                    [.. ShippedModels.Names.SelectMany(model =>
                        ShippedModels.Precisions.SelectMany(p => Runtimes.Select(runtime => Row(folder.FullName, model, p.Name, p.Precision, runtime))))]);
            }
            return [.. rows[0].Select((row, i) => row with { Figures = Median([.. rows.Select(r => r[i].Figures)]) })];
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static ExportFigures? Median(IReadOnlyList<ExportFigures?> rounds)
    {
        if (rounds.Any(f => f is null)) return null;
        double Middle(Func<ExportFigures, double?> figure) => rounds.Select(f => figure(f!) ?? double.NaN).Order().ElementAt(rounds.Count / 2);
        return new ExportFigures(rounds.Max(f => f!.MaxDifference), Middle(f => f.Latency1), rounds[0]!.Latency16 is null ? null : Middle(f => f.Latency16));
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
