using Ign.MLNet.Networks;

namespace Ign.MLNet.Tests;

[TestClass]
public sealed class ExportCheckTests
{
    private static readonly NetworkSpec s_spec = new NetworkSpec("small", new TensorShape(2, 8, 7),
        [new Conv(2, 4, 3, 1, 1), new Activation(ActivationKind.Relu), new ConvTranspose(4, 2, 3, 1, 1), new Activation(ActivationKind.Tanh)]).Validated();

    private static readonly IReadOnlyList<float[]> s_images = [.. TestNetworks.Images(s_spec.Input, 5, 3).Chunk(s_spec.Input.Size)];

    private static IEnumerable<object[]> Forms =>
    [
        [new OnnxForm()],
        [new OnnxForm { Precision = WeightPrecision.Float16, Applications = 3 }],
        [new OnnxForm { Precision = WeightPrecision.Int8, Batch = 2 }],
        [new OnnxForm { Elements = ImageElements.UInt8Planes, Batch = 3 }],
        [new OnnxForm { Elements = ImageElements.UInt8Interleaved, Precision = WeightPrecision.Float16, Applications = 2 }],
    ];

    [TestMethod]
    [DynamicData(nameof(Forms))]
    public void A_file_of_the_network_holds_and_one_of_other_weights_does_not(OnnxForm form)
    {
        var source = Source(1);
        var check = ExportCheck.Prepare(source, form, s_images);
        var bounds = ExportBounds.Of(form);
        Assert.IsTrue(bounds.Hold(check.Run(ModelExport.Write(source, form))));
        Assert.IsFalse(bounds.Hold(check.Run(ModelExport.Write(Source(2), form))));
    }

    [TestMethod]
    public void A_file_that_applies_the_network_once_is_no_file_that_applies_it_twice()
    {
        var source = Source(1);
        var form = new OnnxForm { Applications = 2 };
        Assert.IsFalse(ExportBounds.Of(form).Hold(ExportCheck.Prepare(source, form, s_images).Run(ModelExport.Write(source))));
    }

    [TestMethod]
    public void A_network_that_amplifies_rounding_is_held_against_its_own_rounding()
    {
        // v + 2000 − 2000 loses what lies below the last bit of 2000, which is 6e-5, in any runtime.
        var spec = new NetworkSpec("far", new TensorShape(1, 6, 6), [new Conv(1, 1, 1), new Conv(1, 1, 1)]).Validated();
        ModelSource Shifted(float back, float gain = 1) => new(new WeightSet(spec,
            [new("0.weight", [1, 1, 1, 1], [gain]), new("0.bias", [1], [2000]), new("1.weight", [1, 1, 1, 1], [1]), new("1.bias", [1], [back])]),
            TestNetworks.Card(spec.Input));
        var images = TestNetworks.Images(spec.Input, 4, 3).Chunk(spec.Input.Size).ToArray();
        foreach (int applications in new[] { 1, 3 })
        {
            var form = new OnnxForm { Applications = applications };
            var check = ExportCheck.Prepare(Shifted(-2000), form, images);
            var difference = check.Run(ModelExport.Write(Shifted(-2000), form));
            double rounding = check.Rounding().Largest;
            Assert.IsInRange(3e-5, 1.3e-4 * applications, rounding);
            Assert.IsFalse(ExportBounds.Of(form).Hold(difference));
            Assert.IsTrue(ExportBounds.Of(form, rounding).Hold(difference));
            // It is no licence: weights that are a thousandth off are still found.
            Assert.IsFalse(ExportBounds.Of(form, rounding).Hold(check.Run(ModelExport.Write(Shifted(-2000.001f), form))));
            Assert.IsFalse(ExportBounds.Of(form, rounding).Hold(check.Run(ModelExport.Write(Shifted(-2000, gain: 1.001f), form))));
        }
    }

    [TestMethod]
    public void Rounding_never_allows_everything()
    {
        var form = new OnnxForm();
        Assert.AreEqual(1e-5, ExportBounds.Of(form, 1e-7).Largest, 1e-12);
        Assert.AreEqual(8e-5, ExportBounds.Of(form, 2e-5).Largest, 1e-12);
        Assert.AreEqual(1e-2, ExportBounds.Of(form, 0.5).Largest, 1e-12);
        Assert.AreEqual(1e-4, ExportBounds.OfInterpretation(form, 2e-5).Largest, 1e-12);
        Assert.AreEqual(4e-4, ExportBounds.OfInterpretation(form, 1e-4).Largest, 1e-12);
        Assert.AreEqual(0.02, ExportBounds.Of(form with { Precision = WeightPrecision.Float16 }, 1e-4).Largest, 1e-12);
    }

    [TestMethod]
    public void Another_interpretation_is_compared_with_the_same_reference()
    {
        var check = ExportCheck.Prepare(Source(1), new OnnxForm(), s_images);
        Assert.AreEqual(0, check.Compare(check.Expected.Select(image => Array.ConvertAll(image, v => (float)v))).Largest, 1e-7);
        Assert.AreEqual(0.25, check.Compare(check.Expected.Select(image => Array.ConvertAll(image, v => (float)v + 0.25f))).Largest, 1e-6);
    }

    [TestMethod]
    public void Nothing_but_numbers_within_the_bounds_holds()
    {
        var bounds = new ExportBounds(0.1, 30);
        Assert.IsTrue(bounds.Hold(new ExportDifference(0.1, 30)));
        foreach (var (largest, psnr) in new[] { (0.11, 40), (0.05, 29), (double.NaN, 40), (0.05, double.NaN) })
            Assert.IsFalse(bounds.Hold(new ExportDifference(largest, psnr)));
        Assert.AreEqual("max |Δ| at most 1e-1, PSNR at least 30 dB", bounds.ToString());
        Assert.AreEqual(5e-5, ExportBounds.Of(new OnnxForm { Applications = 5 }).Largest, 1e-12);
    }

    [TestMethod]
    public void It_ends_when_it_is_told_to() =>
        Assert.ThrowsExactly<OperationCanceledException>(() =>
            ExportCheck.Prepare(Source(1), new OnnxForm(), s_images, null, new CancellationToken(canceled: true)));

    private static ModelSource Source(int seed) => new(TestNetworks.Weights(s_spec, seed), TestNetworks.Card(s_spec.Input));
}
