using Microsoft.ML;
using Microsoft.ML.Runtime;

namespace Ign.MLNet.Tests;

[TestClass]
public sealed class LogTests
{
    private readonly MLContext _ml = new();
    private readonly List<LoggingEventArgs> _log = [];

    public LogTests() => _ml.Log += (_, entry) => _log.Add(entry);

    [TestMethod]
    public void A_stage_says_how_it_runs()
    {
        using var stage = _ml.Transforms.ProjectWithIgn("Clean", "Noisy", TestModels.Tiny).Fit(Rows.View(_ml, 1));
        Assert.AreEqual(1,
            Lines(ChannelMessageKind.Info, "Column 'Clean' is the projection of 'Noisy' by model 'tiny' (2x6x8, SHA-256 " + TestModels.Tiny.Hash[..12]));
        Assert.AreEqual(1, Lines(ChannelMessageKind.Info, $"on the processor, {stage.Execution.Threads} threads, up to 32 images at once."));
    }

    [TestMethod]
    public void A_fall_back_to_the_processor_is_a_warning()
    {
        if (Microsoft.ML.OnnxRuntime.OrtEnv.Instance().GetAvailableProviders().Contains("CUDAExecutionProvider")) Assert.Inconclusive("CUDA is there.");
        var told = new List<string>();
        var options = new IgnProjectionOptions
        {
            OutputColumn = "Clean",
            InputColumn = "Noisy",
            Provider = ExecutionProvider.Cuda,
            FallBackToCpu = true,
            Warn = told.Add,
        };
        using var stage = _ml.Transforms.ProjectWithIgn(TestModels.Tiny, options).Fit(Rows.View(_ml, 1));
        Assert.AreEqual(1, Lines(ChannelMessageKind.Warning, "Column 'Clean' was to be computed on a GPU and is computed on the processor: the native library of ONNX Runtime in this program has no CUDA support"));
        Assert.HasCount(1, told);
        Assert.AreEqual(ExecutionProvider.Cpu, stage.Execution.Provider);
        Assert.IsNotNull(stage.Execution.FallbackReason);
    }

    [TestMethod]
    public void Every_overload_of_the_catalog_and_the_constructor_with_a_context_tell_the_log()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder.File("tiny.onnx"), TestModels.TinyBytes());
        var options = new IgnProjectionOptions { OutputColumn = "Clean", InputColumn = "Noisy" };
        IgnProjectionEstimator[] made =
        [
            _ml.Transforms.ProjectWithIgn("Clean", "Noisy", folder.File("tiny.onnx")), _ml.Transforms.ProjectWithIgn("Clean", "Noisy", TestModels.Tiny),
            _ml.Transforms.ProjectWithIgn(folder.File("tiny.onnx"), options), _ml.Transforms.ProjectWithIgn(TestModels.Tiny, options),
            new IgnProjectionEstimator(_ml, TestModels.Tiny, options),
        ];
        foreach (var estimator in made) estimator.Fit(Rows.View(_ml, 1)).Dispose();
        _ml.Transforms.ProjectWithIgn([new InputOutputColumnPair("Clean", "Noisy")], TestModels.Tiny).Fit(Rows.View(_ml, 1)).Dispose();
        Assert.AreEqual(made.Length + 1, Lines(ChannelMessageKind.Info, "is the projection of"));
    }

    private int Lines(ChannelMessageKind kind, string text) => _log.Count(e => e.Kind == kind && e.RawMessage.Contains(text, StringComparison.Ordinal));
}
