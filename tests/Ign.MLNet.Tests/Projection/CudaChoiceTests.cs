using Microsoft.ML.OnnxRuntime;

namespace Ign.MLNet.Tests;

[TestClass]
public sealed class CudaChoiceTests
{
    // Device 99 exists nowhere, so these hold with either native package.
    private static readonly IgnProjectorOptions s_cuda = new() { Provider = ExecutionProvider.Cuda, DeviceId = 99 };

    [TestMethod]
    public void A_GPU_that_cannot_be_used_is_an_error_that_says_what_to_do()
    {
        var exception = Assert.ThrowsExactly<IgnRuntimeException>(() => new IgnProjector(TestModels.Tiny, s_cuda));
        StringAssert.Contains(exception.Message, "A GPU was asked for");
        StringAssert.Contains(exception.Message, "FallBackToCpu");
        if (!HasCuda) StringAssert.Contains(exception.Message, "dotnet add package Microsoft.ML.OnnxRuntime.Gpu --version ");
    }

    [TestMethod]
    public void Falling_back_to_the_processor_is_announced_and_stays_visible()
    {
        var warnings = new List<string>();
        using var projector = new IgnProjector(TestModels.Tiny, s_cuda with { FallBackToCpu = true, Warn = warnings.Add });
        Assert.AreEqual(1, warnings.Count);
        StringAssert.Contains(warnings[0], "run on the processor");
        Assert.AreEqual(ExecutionProvider.Cpu, projector.Execution.Provider);
        StringAssert.Contains(warnings[0], projector.Execution.FallbackReason!);
        CollectionAssert.AreEqual(TestModels.Projected(TestModels.Image(3)), projector.Project(TestModels.Image(3)));
    }

    [TestMethod]
    public void A_GPU_computes_what_the_processor_does()
    {
        if (!HasCuda) Assert.Inconclusive("This build has the processor's native library; run with -p:IgnAccelerator=cuda on a machine with a GPU.");
        using var projector = new IgnProjector(TestModels.Tiny, new IgnProjectorOptions { Provider = ExecutionProvider.Cuda });
        Assert.AreEqual(ExecutionProvider.Cuda, projector.Execution.Provider);
        float[] images = TestModels.Images(50);
        float[] expected = TestModels.Projected(images, 3);
        float[] result = projector.Project(images, 3);
        Assert.IsLessThan(1e-4f, expected.Zip(result, (a, b) => Math.Abs(a - b)).Max());
    }

    private static bool HasCuda => OrtEnv.Instance().GetAvailableProviders().Contains("CUDAExecutionProvider");
}
