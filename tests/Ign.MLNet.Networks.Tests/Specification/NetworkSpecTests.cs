namespace Ign.MLNet.Networks.Tests;

[TestClass]
public sealed class NetworkSpecTests
{
    private const string Valid = """{"name":"n","input":{"channels":1,"height":4,"width":4},"layers":[LAYERS]}""";

    [TestMethod]
    public void A_specification_survives_json()
    {
        foreach (var spec in (NetworkSpec[])[TestNetworks.Small(), TestNetworks.Labelled(), Dcgan.For(new(1, 28, 28)), Dcgan.For(new(3, 64, 64)),
            Dcgan.For(new(1, 28, 28), new() { Classes = 10 }), Dcgan.For(new(3, 64, 64), new() { Classes = 10, Film = false }),
            LinearIgn.For(new TensorShape(1, 28, 28)), ResidualUNet.For(new TensorShape(3, 32, 32)), new RandomSpec(3).Next()])
        {
            var again = NetworkSpec.FromJson(spec.ToJson());
            Assert.AreEqual(spec.ToJson(), again.ToJson());
            Assert.AreEqual(spec.Input, again.Input);
            CollectionAssert.AreEqual(spec.ParameterShapes.Select(Show).ToList(), again.ParameterShapes.Select(Show).ToList());
        }
    }

    [TestMethod]
    public void Parameters_are_named_by_their_place_and_counted()
    {
        var spec = TestNetworks.Small();
        CollectionAssert.AreEqual(
            (string[])["0.weight 4,1,4,4", "0.bias 4", "1.weight 4", "1.bias 4", "3.body.1.weight 4,4,3,3", "4.weight 4,1,4,4", "4.bias 1"],
            spec.ParameterShapes.Select(Show).ToArray());
        Assert.AreEqual(64 + 4 + 4 + 4 + 144 + 64 + 1, spec.ParameterCount);
    }

    [TestMethod]
    [DataRow("""{"layer":"conv","in":1,"out":1,"kernel":3}""", "must keep the image shape", DisplayName = "shape is not kept")]
    [DataRow("""{"layer":"conv","in":2,"out":1,"kernel":1}""", "expected 2 input channels", DisplayName = "channels do not fit")]
    [DataRow("""{"layer":"conv","in":1,"out":1,"kernel":1000000000}""", "kernel must be between", DisplayName = "kernel out of range")]
    [DataRow("""{"layer":"conv","in":1,"out":999999999,"kernel":1}""", "channels must be between", DisplayName = "channels out of range")]
    [DataRow("""{"layer":"conv","in":1,"out":1,"kernel":1,"stride":0}""", "stride must be between", DisplayName = "stride of zero")]
    [DataRow("""{"layer":"conv","in":1,"out":1,"kernel":3,"padding":-1}""", "padding must be between", DisplayName = "negative padding")]
    [DataRow("""{"layer":"group_norm","groups":3,"channels":1}""", "groups must divide", DisplayName = "groups do not divide")]
    [DataRow("""{"layer":"space_to_depth","factor":3}""", "must divide both sides", DisplayName = "factor does not divide")]
    [DataRow("""{"layer":"space_to_depth","factor":1}""", "must be between 2 and", DisplayName = "factor out of range")]
    [DataRow("""{"layer":"channel_scale","channels":2}""", "expected 2 input channels", DisplayName = "scale of other channels")]
    [DataRow("""{"layer":"channel_mask","channels":1,"keep":0}""", "must keep between 1 and 1", DisplayName = "mask of nothing")]
    [DataRow("""{"layer":"channel_mask","channels":1,"keep":2}""", "must keep between 1 and 1", DisplayName = "mask of more than there is")]
    [DataRow("""{"layer":"coupling","channels":2,"second":false,"body":[]}""", "Coupling: expected 2 input channels, got shape 1x4x4",
        DisplayName = "coupling of other channels")]
    [DataRow("""{"layer":"coupling","channels":1,"second":false,"body":[]}""", "Coupling: 1 channels have no halves",
        DisplayName = "coupling of an odd number")]
    [DataRow(
        """{"layer":"conjugate","map":[{"layer":"space_to_depth","factor":2},{"layer":"coupling","channels":4,"second":true,"body":[{"layer":"conv","in":2,"out":3,"kernel":1}]}],"middle":[]}""", "Coupling: the body makes 3x2x2 of 2x2x2", DisplayName = "coupling that changes the shape")]
    [DataRow("""{"layer":"conjugate","map":[{"layer":"conv","in":1,"out":1,"kernel":1}],"middle":[]}""",
        "Conjugate: Conv has no inverse and cannot be in the map", DisplayName = "map without inverse")]
    [DataRow("""{"layer":"conjugate","map":[{"layer":"conjugate","map":[],"middle":[]}],"middle":[]}""", "Conjugate: Conjugate has no inverse",
        DisplayName = "conjugate in a map")]
    [DataRow(
        """{"layer":"conjugate","map":[{"layer":"space_to_depth","factor":2},{"layer":"coupling","channels":4,"second":true,"body":[{"layer":"residual","body":[{"layer":"conjugate","map":[],"middle":[]}]}]}],"middle":[]}""", "may not hold another one", DisplayName = "conjugate deep in a map")]
    [DataRow("""{"layer":"conjugate","map":[{"layer":"space_to_depth","factor":2}],"middle":[{"layer":"conv","in":4,"out":1,"kernel":1}]}""",
        "Conjugate: the middle makes 1x2x2 of 4x2x2", DisplayName = "middle that changes the shape")]
    [DataRow("""{"layer":"film","classes":1,"channels":1}""", "there are no labels outside of Conditioned", DisplayName = "film without labels")]
    [DataRow("""{"layer":"conditioned","image_channels":1,"classes":0,"body":[]}""", "at least one image channel and one class", DisplayName = "no classes")]
    [DataRow("""{"layer":"conditioned","image_channels":1,"classes":1,"body":[]}""", "expected 1 image and 1 label channels, got shape 1x4x4",
        DisplayName = "labels that are not in the shape")]
    [DataRow("""{"layer":"conv"}""", "Not a network specification", DisplayName = "sizes are missing")]
    [DataRow("""{"layer":"dropout"}""", "Not a network specification", DisplayName = "unknown layer")]
    [DataRow("""{"layer":"activation","kind":"Swish"}""", "Not a network specification", DisplayName = "unknown activation")]
    [DataRow("""{"layer":"residual","body":null}""", "Not a network specification", DisplayName = "body is null")]
    [DataRow("null", "A layer is null", DisplayName = "layer is null")]
    public void A_specification_that_describes_no_network_is_refused(string layer, string reason)
    {
        var error = Assert.ThrowsExactly<SpecException>(() => NetworkSpec.FromJson(Valid.Replace("LAYERS", layer, StringComparison.Ordinal)));
        Assert.Contains(reason, error.Message);
    }

    [TestMethod]
    public void Labels_belong_to_a_network_that_is_conditioned_as_a_whole()
    {
        static void Refused(string reason, int channels, params Layer[] layers) =>
            Assert.Contains(reason,
                Assert.ThrowsExactly<SpecException>(() => new NetworkSpec("n", new TensorShape(channels, 4, 4), layers).Validated()).Message);
        var pair = new Conditioned(1, 1, [new Conv(2, 1, 1)]);
        Refused("Conditioned: the body makes 2x4x4 of 2x4x4; it must make the image, 1x4x4", 2, new Conditioned(1, 1, []));
        Refused("Conditioned: it must be the only layer", 2, pair, new Activation(ActivationKind.Relu));
        Refused("Conditioned: it must be the only layer", 2, new Residual([pair]));
        Refused("Conditioned: it must be the only layer", 2, new Conditioned(1, 1, [pair, new Conv(2, 1, 1)]));
        Refused("the network has 1 classes", 2, new Conditioned(1, 1, [new Conv(2, 1, 1), new Residual([new Film(2, 1)])]));
        Refused("expected 3 input channels", 2, new Conditioned(1, 1, [new Film(1, 3), new Conv(2, 1, 1)]));
        Assert.AreEqual(1, new NetworkSpec("n", new TensorShape(2, 4, 4), [pair]).Validated().Classes);
        Assert.AreEqual(0, TestNetworks.Small().Classes);
    }

    [TestMethod]
    public void Every_layer_is_found_by_the_begin_of_the_names_of_its_parameters()
    {
        var spec = TestNetworks.Labelled();
        CollectionAssert.AreEqual(
            (string[])["0.body.0.weight", "0.body.0.bias", "0.body.1.weight", "0.body.2.map.1.body.0.weight", "0.body.2.map.1.body.0.bias",
                "0.body.2.map.1.body.1.weight", "0.body.2.map.1.body.1.bias",
                "0.body.2.map.2.weight", "0.body.2.map.2.bias", "0.body.2.map.3.body.0.weight", "0.body.2.map.3.body.0.bias", "0.body.2.map.3.body.1.weight",
                "0.body.3.body.0.weight", "0.body.4.weight", "0.body.4.bias"],
            spec.ParameterShapes.Select(p => p.Name).ToArray());
        foreach (var (path, layer) in spec.AllLayers.Where(l => l.Layer is not (Conditioned or Conjugate or Residual or Coupling)))
            CollectionAssert.AreEqual(layer.Parameters(path).Select(p => p.Name).ToArray(),
                spec.ParameterShapes.Where(p => p.Name.StartsWith(path + ".", StringComparison.Ordinal)).Select(p => p.Name).ToArray(), path);
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("null")]
    [DataRow("[]")]
    [DataRow("{}")]
    [DataRow("""{"name":"n","input":{"channels":1,"height":100000,"width":4},"layers":[]}""")]
    [DataRow("""{"name":"n","input":{"channels":0,"height":4,"width":4},"layers":[]}""")]
    public void Text_that_is_no_specification_is_refused(string json) => Assert.ThrowsExactly<SpecException>(() => NetworkSpec.FromJson(json));

    [TestMethod]
    [DataRow("""{"channels":1,"height":2048,"width":2048},"layers":[]}""", "Input shape 1x2048x2048 has 4,194,304 values; at most 3,145,728 are allowed.")]
    [DataRow("""{"channels":64,"height":8192,"width":8192},"layers":[]}""",
        "Input shape 64x8192x8192 has 4,294,967,296 values; at most 3,145,728 are allowed.")]
    [DataRow(
        """{"channels":1,"height":1024,"width":1024},"layers":[{"layer":"conv","in":1,"out":17,"kernel":1},{"layer":"conv","in":17,"out":1,"kernel":1}]}""",
        "its output 17x1024x1024 has 17,825,792 values; at most 16,777,216 are allowed.")]
    [DataRow("""{"channels":1,"height":512,"width":512},"layers":[{"layer":"residual","body":[{"layer":"conv","in":1,"out":16384,"kernel":1},{"layer":"conv","in":16384,"out":1,"kernel":1}]}]}""", "its output 16384x512x512 has 4,294,967,296 values")]
    [DataRow(
        """{"channels":1,"height":1,"width":1},"layers":[{"layer":"conv","in":1,"out":16384,"kernel":1},{"layer":"conv","in":16384,"out":16384,"kernel":1},{"layer":"conv","in":16384,"out":1,"kernel":1}]}""", "268,500,993 parameters; at most 268,435,456 are allowed.")]
    public void A_small_specification_of_a_large_network_is_refused(string rest, string reason) =>
        Assert.Contains(reason, Assert.ThrowsExactly<SpecException>(() => NetworkSpec.FromJson("""{"name":"n","input":""" + rest)).Message);

    [TestMethod]
    public void Networks_up_to_the_limits_are_accepted()
    {
        Assert.AreEqual(NetworkSpec.MaxImageValues, new NetworkSpec("n", new TensorShape(3, 1024, 1024), []).Validated().Input.Size);
        new NetworkSpec("n", new TensorShape(1, 512, 512), [new Conv(1, 64, 1), new Conv(64, 1, 1)]).Validated();
    }

    [TestMethod]
    public void Deeply_nested_bodies_are_refused_before_they_are_walked()
    {
        const int depth = 100_000;
        string nested = string.Concat(Enumerable.Repeat("""{"layer":"residual","body":[""", depth)) + string.Concat(Enumerable.Repeat("]}", depth));
        Assert.ThrowsExactly<SpecException>(() => NetworkSpec.FromJson(Valid.Replace("LAYERS", nested, StringComparison.Ordinal)));
    }

    [TestMethod]
    public void Weights_that_are_not_those_of_the_network_are_refused()
    {
        var spec = TestNetworks.Small();
        var tensors = TestNetworks.Weights(spec, 1).InOrder.ToList();
        void Refused(string reason, IEnumerable<NamedTensor> set) =>
            Assert.Contains(reason, Assert.ThrowsExactly<SpecException>(() => new WeightSet(spec, set)).Message);

        Refused("lack '0.weight'", tensors.Skip(1));
        Refused("'stranger'", tensors.Append(new NamedTensor("stranger", [1], [0])));
        Refused("expected shape [4]", tensors.Select(t => t.Name == "0.bias" ? new NamedTensor(t.Name, [2, 2], t.Data) : t));
        Refused("NaN", tensors.Select(t => t.Name == "0.bias" ? new NamedTensor(t.Name, t.Shape, [1, 2, float.NaN, 4]) : t));
    }

    private static string Show(ParameterShape parameter) => $"{parameter.Name} {string.Join(',', parameter.Shape)}";
}
