using Ign.MLNet.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace Ign.MLNet.Training.Tests;

[TestClass]
public sealed class DeadZoneTests
{
    [TestMethod]
    [DataRow(0.02f, 0.04f, false)]
    [DataRow(0.3f, 0.9f, false)]
    [DataRow(0f, 3f, false)]
    [DataRow(0.3f, 0.9f, true)]
    [DataRow(0f, 3f, true)]
    public void Torch_and_the_definition_agree(float still, float moved, bool whole)
    {
        var spec = new NetworkSpec("zone", new TensorShape(2, 24, 16), [new DeadZone([new Conv(2, 2, 3, 1, 1)], still, moved, whole)]).Validated();
        var weights = TestNetworks.Weights(spec, 4);
        float[] image = TestModels.Image(6, spec.Input);
        using var network = new TorchNetwork(spec);
        network.Load(weights);
        using var result = network.Forward(tensor(image).view(1, 2, 24, 16));
        float[] actual = result.detach().data<float>().ToArray();
        double[] expected = new ReferenceNetwork(weights).Apply([.. image.Select(v => (double)v)]);
        for (int i = 0; i < image.Length; i++) Assert.AreEqual(expected[i], actual[i], 1e-5);
    }

    [TestMethod]
    public void A_training_has_none()
    {
        var spec = DeadZone.Around(TestNetworks.Weights(PhotoUNet.For(new TensorShape(3, 16, 16), 4, 1), 1), 0.004f, 0.008f).Spec;
        var error = Assert.ThrowsExactly<ArgumentException>(() => TrainingOptions.RestoringPhotos(spec).Validated());
        StringAssert.Contains(error.Message, "network is a dead zone; expected none in a training", StringComparison.Ordinal);
    }
}
