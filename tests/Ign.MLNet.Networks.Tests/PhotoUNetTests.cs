namespace Ign.MLNet.Networks.Tests;

[TestClass]
public sealed class PhotoUNetTests
{
    [TestMethod]
    [DataRow(1, 31_000, 863_000)]
    [DataRow(2, 59_000, 1_637_000)]
    public void It_costs_what_its_description_says(int blocks, int multiplyAdds, int parameters)
    {
        var spec = PhotoUNet.For(new TensorShape(3, 64, 64), 32, blocks);
        Assert.AreEqual(parameters, spec.ParameterCount, 1_000);
        Assert.AreEqual(multiplyAdds, MultiplyAdds(spec.Layers, spec.Input) / (64.0 * 64), 1_000);
    }

    [TestMethod]
    public void Nothing_in_it_looks_at_the_image_as_a_whole_or_adds_an_offset()
    {
        var spec = PhotoUNet.For(new TensorShape(3, 16, 16), 4, 1);
        Assert.IsTrue(spec.AnySize);
        Assert.IsTrue(spec.AllLayers.All(l => l.Layer is Residual or Activation or SpaceToDepth or DepthToSpace or Conv { Bias: false }));
        Assert.AreEqual(spec.ToJson(), NetworkSpec.FromJson(spec.ToJson()).ToJson());
    }

    [TestMethod]
    public void Sides_that_are_no_multiples_and_numbers_out_of_range_are_refused()
    {
        Assert.ThrowsExactly<SpecException>(() => PhotoUNet.For(new TensorShape(3, 16, 20)));
        Assert.ThrowsExactly<SpecException>(() => PhotoUNet.For(new TensorShape(3, 16, 16), 0));
        Assert.ThrowsExactly<SpecException>(() => PhotoUNet.For(new TensorShape(3, 16, 16), 32, 33));
    }

    private static long MultiplyAdds(IReadOnlyList<Layer> layers, TensorShape shape)
    {
        long sum = 0;
        foreach (var layer in layers)
        {
            if (layer is Residual residual) sum += MultiplyAdds(residual.Body, shape);
            shape = layer.OutputShape(shape);
            if (layer is Conv conv) sum += (long)conv.In * conv.Kernel * conv.Kernel * shape.Size;
        }
        return sum;
    }
}
