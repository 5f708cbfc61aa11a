namespace Ign.MLNet.Networks.Tests;

[TestClass]
public sealed class WeightFileTests
{
    [TestMethod]
    public void Weights_survive_a_file_together_with_their_network()
    {
        using var folder = new TemporaryFolder();
        var weights = TestNetworks.Weights(TestNetworks.Small(), 4);
        WeightFile.Save(folder.File("w"), weights, new Dictionary<string, string> { ["step"] = "10" });
        var again = WeightFile.Load(folder.File("w"));
        Assert.AreEqual(weights.Spec.ToJson(), again.Spec.ToJson());
        Assert.AreEqual(WeightHash.Of(weights), WeightHash.Of(again));
        Assert.AreEqual("10", Safetensors.Read(folder.File("w")).Metadata["step"]);
    }

    [TestMethod]
    public void The_reserved_header_key_is_refused()
    {
        using var folder = new TemporaryFolder();
        var weights = TestNetworks.Weights(TestNetworks.Small(), 4);
        Assert.ThrowsExactly<ArgumentException>(() =>
            WeightFile.Save(folder.File("w"), weights, new Dictionary<string, string> { [WeightFile.SpecKey] = "{}" }));
        Assert.IsEmpty(folder.Names);
    }

    [TestMethod]
    [DataRow(null, "which this file lacks")]
    [DataRow("{}", "Not a network specification")]
    [DataRow("""{"name":"n","input":{"channels":1,"height":2,"width":2},"layers":[]}""", "'x', which the network does not have")]
    [DataRow("""{"name":"n","input":{"channels":1,"height":2,"width":2},"layers":[{"layer":"conv","in":1,"out":1,"kernel":1}]}""", "lack '0.weight'")]
    public void A_file_without_its_network_is_refused(string? spec, string reason)
    {
        using var folder = new TemporaryFolder();
        var metadata = new Dictionary<string, string>();
        if (spec is not null) metadata[WeightFile.SpecKey] = spec;
        Safetensors.Write(folder.File("w"), [new NamedTensor("x", [1], [1])], metadata);
        var error = Assert.ThrowsExactly<IgnFormatException>(() => WeightFile.Load(folder.File("w")));
        Assert.StartsWith(folder.File("w"), error.Message);
        Assert.Contains(reason, error.Message);
    }

    [TestMethod]
    public void Weights_that_are_not_finite_are_refused()
    {
        using var folder = new TemporaryFolder();
        var tensors = TestNetworks.Weights(TestNetworks.Small(), 4).InOrder.ToList();
        tensors[0].Data[3] = float.NaN;
        Safetensors.Write(folder.File("w"), tensors, new Dictionary<string, string> { [WeightFile.SpecKey] = TestNetworks.Small().ToJson() });
        Assert.Contains("NaN", Assert.ThrowsExactly<IgnFormatException>(() => WeightFile.Load(folder.File("w"))).Message);
    }

    [TestMethod]
    public void A_missing_file_is_reported_as_missing() => Assert.ThrowsExactly<FileNotFoundException>(() => WeightFile.Load("no-such-file"));

    [TestMethod]
    public void The_hash_depends_on_values_names_and_shapes()
    {
        static string Hash(float value, int padding, params Layer[] layers)
        {
            var spec = new NetworkSpec("n", new TensorShape(2, 4, 4), [.. Enumerable.Repeat(new Residual([]), padding), .. layers]).Validated();
            return WeightHash.Of(
                new WeightSet(spec, spec.ParameterShapes.Select(p => new NamedTensor(p.Name, p.Shape, [.. Enumerable.Repeat(value, (int)p.Count)]))));
        }
        // The transposed convolutions have the same names and as many values, but swap two dimensions; the empty skip shifts the names.
        Layer[] plain = [new Conv(2, 4, 1, Bias: false), new Conv(4, 2, 1, Bias: false)];
        Layer[] swapped = [new ConvTranspose(2, 4, 1, Bias: false), new ConvTranspose(4, 2, 1, Bias: false)];
        string[] hashes = [Hash(1, 0, plain), Hash(2, 0, plain), Hash(1, 0, swapped), Hash(1, 1, plain)];
        Assert.HasCount(4, hashes.Distinct().ToList());
        Assert.AreEqual(hashes[0], Hash(1, 0, plain));
        Assert.MatchesRegex("^[0-9a-f]{64}$", hashes[0]);
    }
}
