using Ign.MLNet.Networks;

namespace Ign.MLNet.Training.Tests;

[TestClass]
public sealed class ModuleCheckTests
{
    [TestMethod]
    public void TorchSharp_is_compared_with_the_same_reference()
    {
        var spec = new NetworkSpec("small", new TensorShape(2, 8, 7),
            [new Conv(2, 4, 3, 1, 1), new Activation(ActivationKind.Relu), new ConvTranspose(4, 2, 3, 1, 1), new Activation(ActivationKind.Tanh)]).Validated();
        var source = new ModelSource(TestNetworks.Weights(spec, 1), TestNetworks.Card(spec.Input));
        var images = TestNetworks.Images(spec.Input, 5, 3).Chunk(spec.Input.Size).ToArray();
        var form = new OnnxForm { Applications = 2 };
        var check = ExportCheck.Prepare(source, form, images);
        Assert.IsLessThan(1e-5, ModuleCheck.Run(check)!.Largest);
        var other = ExportCheck.Prepare(source, form with { Applications = 1 }, images);
        Assert.IsGreaterThan(1e-3, check.Compare(other.Expected.Select(image => Array.ConvertAll(image, v => (float)v))).Largest, "Once is not twice.");
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(3)]
    public void A_network_that_amplifies_rounding_is_held_against_its_own_rounding(int applications)
    {
        // v + 2000 − 2000 loses what lies below the last bit of 2000, which is 6e-5, in any runtime.
        var spec = new NetworkSpec("far", new TensorShape(1, 6, 6), [new Conv(1, 1, 1), new Conv(1, 1, 1)]).Validated();
        var weights = new WeightSet(spec,
            [new("0.weight", [1, 1, 1, 1], [1]), new("0.bias", [1], [2000]), new("1.weight", [1, 1, 1, 1], [1]), new("1.bias", [1], [-2000])]);
        var form = new OnnxForm { Applications = applications };
        var check = ExportCheck.Prepare(new ModelSource(weights, TestNetworks.Card(spec.Input)), form,
            [.. TestNetworks.Images(spec.Input, 4, 3).Chunk(spec.Input.Size)]);
        Assert.IsTrue(ExportBounds.OfInterpretation(form, check.Rounding().Largest).Hold(ModuleCheck.Run(check)!));
    }
}
