using Microsoft.ML;
using Microsoft.ML.OnnxRuntime;

namespace Ign.MLNet.Tests;

[TestClass]
public sealed class ProviderChoiceTests
{
    [TestMethod]
    public void A_program_may_configure_the_session_itself()
    {
        int calls = 0;
        Action<SessionOptions> configure = session =>
        {
            calls++;
            session.GraphOptimizationLevel = GraphOptimizationLevel.ORT_DISABLE_ALL;
        };
        var options = new IgnProjectorOptions { Provider = ExecutionProvider.Custom, ConfigureSession = configure };
        var model = TestModels.Alone();
        using var first = new IgnProjector(model, options);
        using var second = new IgnProjector(model, options);
        Assert.AreEqual(1, calls);
        using var other = new IgnProjector(model, options with { ConfigureSession = session => configure(session) });
        Assert.AreEqual(2, calls, "another configuration is another session");
        Assert.AreEqual(ExecutionProvider.Custom, first.Execution.Provider);
        Pictures.AssertClose(TestModels.Projected(TestModels.Image(1)), first.Project(TestModels.Image(1)));
    }

    [TestMethod]
    public void Provider_and_configuration_belong_together()
    {
        Assert.ThrowsExactly<ArgumentException>(() => new IgnProjector(TestModels.Tiny, new IgnProjectorOptions { Provider = ExecutionProvider.Custom }));
        Assert.ThrowsExactly<ArgumentException>(() => new IgnProjector(TestModels.Tiny, new IgnProjectorOptions { ConfigureSession = _ => { } }));
    }

    [TestMethod]
    public void The_context_names_the_GPU_where_the_options_do_not()
    {
        if (NativeDiagnosis.HasCuda()) Assert.Inconclusive("The native library of this program can use a GPU.");
        var ml = new MLContext { GpuDeviceId = 0, FallbackToCpu = true };
        var data = Rows.View(ml, 1);
        var options = new IgnProjectionOptions { OutputColumn = "Clean", InputColumn = "Noisy" };
        using (var stage = ml.Transforms.ProjectWithIgn(TestModels.Tiny, options).Fit(data)) Assert.IsNotNull(stage.Execution.FallbackReason);
        using (var stage = ml.Transforms.ProjectWithIgn(TestModels.Tiny, options with { Provider = ExecutionProvider.Cpu }).Fit(data))
            Assert.IsNull(stage.Execution.FallbackReason);
        ml.FallbackToCpu = false;
        Assert.ThrowsExactly<IgnRuntimeException>(() => ml.Transforms.ProjectWithIgn(TestModels.Tiny, options).Fit(data));
    }
}
