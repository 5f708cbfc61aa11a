namespace Ign.MLNet.Benchmarks;

/// <summary>This library's own projector, on one thread.</summary>
internal sealed class ProjectorRuntime : IExportRuntime
{
    public string Name => "ONNX Runtime, IgnProjector";

    public string Key => "projector";

    public ExportFigures? Measure(string model, string vectors)
    {
        var reference = TestVectors.Read(vectors);
        using var projector = new IgnProjector(IgnModel.Load(model), new IgnProjectorOptions { IntraOpThreads = 1 });
        float[] one = reference.Images[0], many = [.. reference.Input, .. reference.Input];
        double[] times = Latency.Of(() => projector.Project(one), () => projector.Project(many));
        return new ExportFigures(reference.Difference(projector.Project(reference.Input)), times[0], times[1]);
    }
}
