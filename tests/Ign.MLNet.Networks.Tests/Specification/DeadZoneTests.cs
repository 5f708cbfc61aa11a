namespace Ign.MLNet.Networks.Tests;

[TestClass]
public sealed class DeadZoneTests
{
    private static readonly TensorShape s_shape = new(1, 24, 24);

    [TestMethod]
    public void A_change_below_the_zone_is_none_to_the_last_bit_and_one_beyond_it_is_whole()
    {
        float[] image = TestModels.Image(1, s_shape);
        CollectionAssert.AreEqual(image, Applied(1.01f, 0.1f, 0.2f, image));
        float[] far = Applied(1.5f, 0.01f, 0.02f, image);
        for (int i = 0; i < image.Length; i++) Assert.AreEqual(1.5f * image[i], far[i], 1e-6);
    }

    [TestMethod]
    public void Between_the_bounds_the_share_grows_with_the_mean_square()
    {
        // Every value is 1 and the body doubles it: the change is 1 everywhere, so that its root mean square is 1 where the window lies inside.
        float[] ones = [.. Enumerable.Repeat(1f, s_shape.Size)];
        float[] result = Applied(2, 0.6f, 1.2f, ones);
        double gate = (1 - 0.36) / (1.44 - 0.36), corner = (4.0 / 9 - 0.36) / (1.44 - 0.36);
        Assert.AreEqual(1 + gate, result[12 * 24 + 12], 1e-6);
        Assert.AreEqual(1 + corner, result[0], 1e-6, "beyond the border nothing changes");
    }

    [TestMethod]
    public void A_network_of_one_size_moves_an_image_as_a_whole_or_not_at_all()
    {
        // Doubling changes the one value by 10 and the others by nothing: a root mean square of 1.
        var shape = new TensorShape(1, 10, 10);
        float[] image = new float[shape.Size];
        image[^1] = 10;
        float Last(float still, float moved) =>
            new ReferenceNetwork(DeadZone.Around(Scaling(2, shape), still, moved)).ApplyInSinglePrecision(image)[^1];
        Assert.AreEqual(20, Last(0.5f, 0.99f));
        Assert.AreEqual(10, Last(1.01f, 2));
        Assert.AreEqual(10 + 10 * (1 - 0.36) / (1.44 - 0.36), Last(0.6f, 1.2f), 1e-5);
    }

    [TestMethod]
    public void A_change_in_one_place_opens_the_gates_around_it_only()
    {
        var shape = new TensorShape(1, 48, 48);
        float[] image = [.. Enumerable.Repeat(0.01f, shape.Size)];
        image[5 * 48 + 3] = 9;
        float[] result = new ReferenceNetwork(DeadZone.Around(Scaling(2, shape, anySize: true), 0.05f, 0.1f)).ApplyInSinglePrecision(image);
        Assert.AreEqual(18, result[5 * 48 + 3]);
        Assert.AreEqual(0.02f, result[15 * 48 + 15], 1e-6, "the next square sees it too");
        Assert.AreEqual(0.01f, result[16 * 48 + 15], "the one behind it does not");
        Assert.AreEqual(0.01f, result[47 * 48 + 47]);
    }

    [TestMethod]
    public void A_zone_goes_around_a_network_and_off_again()
    {
        var network = new WeightSet(TestModels.Photo().Card.Spec!, OnnxWeights.Read(OnnxModelReader.Read(TestModels.Photo().Bytes.ToArray()),
            TestModels.Photo().Card.Spec!).InOrder);
        var inside = DeadZone.Around(network, 0.004f, 0.008f);
        Assert.AreEqual(network.Spec.SideMultiple, inside.Spec.SideMultiple);
        Assert.IsTrue(inside.Spec.AnySize && inside.Spec.Layers is [DeadZone { Whole: false }, Activation { Kind: ActivationKind.Clamp }]);
        Assert.AreEqual(WeightHash.Of(network), WeightHash.Of(DeadZone.Without(inside)));
        Assert.AreEqual(network.Spec.ToJson(), DeadZone.Without(inside).Spec.ToJson());
        Assert.AreSame(network, DeadZone.Without(network));
        Assert.AreEqual(inside.Spec.ToJson(), NetworkSpec.FromJson(inside.Spec.ToJson()).ToJson());
        Assert.ThrowsExactly<SpecException>(() => DeadZone.Around(inside, 0.1f, 0.2f));
    }

    [TestMethod]
    [DataRow(0.2f, 0.2f)]
    [DataRow(-0.1f, 0.2f)]
    [DataRow(float.NaN, 0.2f)]
    [DataRow(0.1f, float.PositiveInfinity)]
    public void Bounds_that_are_none_are_refused(float still, float moved) =>
        Assert.ThrowsExactly<SpecException>(() => DeadZone.Around(Scaling(1, s_shape), still, moved));

    [TestMethod]
    public void Sides_that_hold_no_whole_squares_labels_and_whole_images_of_any_size_are_refused()
    {
        var scaling = Scaling(1, s_shape).Spec;
        Assert.ThrowsExactly<SpecException>(() =>
            (scaling with { Input = s_shape with { Width = 20 }, Layers = [new DeadZone(scaling.Layers, 0.1f, 0.2f)] }).Validated());
        Assert.ThrowsExactly<SpecException>(() => (scaling with { AnySize = true, Layers = [new DeadZone(scaling.Layers, 0.1f, 0.2f, true)] }).Validated());
        Assert.ThrowsExactly<SpecException>(() => DeadZone.Around(TestNetworks.Weights(TestNetworks.Labelled(), 1), 0.1f, 0.2f));
    }

    private static float[] Applied(float factor, float still, float moved, float[] image) =>
        new ReferenceNetwork(DeadZone.Around(Scaling(factor, s_shape, anySize: true), still, moved)).ApplyInSinglePrecision(image);

    private static WeightSet Scaling(float factor, TensorShape shape, bool anySize = false)
    {
        var spec = new NetworkSpec("scaling", shape, [new Conv(1, 1, 1, Bias: false)]) { AnySize = anySize };
        return new WeightSet(spec, [new NamedTensor("0.weight", [1, 1, 1, 1], [factor])]);
    }
}
