namespace Ign.MLNet.Networks.Tests;

[TestClass]
public sealed class DcganTests
{
    /// <summary>Weights belong to a network by its layers and names: those of the networks that were trained before must stay as they are.</summary>
    [TestMethod]
    public void Networks_are_those_that_were_stored()
    {
        var specs = new Dictionary<string, NetworkSpec>
        {
            ["For28()"] = Dcgan.For(new(1, 28, 28)),
            ["For28(3, 16, 24, 4)"] = Dcgan.For(new(3, 28, 28), new() { Width = 16, Latent = 24, Groups = 4 }),
            ["For64()"] = Dcgan.For(new(3, 64, 64)),
            ["For64(1, 8, 12, 2)"] = Dcgan.For(new(1, 64, 64), new() { Width = 8, Latent = 12, Groups = 2 }),
            ["Conditional28()"] = Dcgan.For(new(1, 28, 28), new() { Classes = 10 }),
            ["Conditional28(2, 3, 8, 12, 4, film: false)"] = Dcgan.For(new(2, 28, 28), new() { Classes = 3, Width = 8, Latent = 12, Groups = 4, Film = false }),
            ["Conditional64()"] = Dcgan.For(new(3, 64, 64), new() { Classes = 10 }),
            ["Conditional64(1, 4, 8, 12, 2, film: false)"] = Dcgan.For(new(1, 64, 64), new() { Classes = 4, Width = 8, Latent = 12, Groups = 2, Film = false }),
            ["BatchNormalized28()"] = Dcgan.For(new(1, 28, 28), new() { BatchNorm = true }),
            ["BatchNormalized28(3, 6, 10, bias: false)"] = Dcgan.For(new(3, 28, 28), new() { BatchNorm = true, Width = 6, Latent = 10, Bias = false }),
            ["BatchNormalized64()"] = Dcgan.For(new(3, 64, 64), new() { BatchNorm = true }),
            ["BatchNormalized64(1, 6, 10, bias: false)"] = Dcgan.For(new(1, 64, 64), new() { BatchNorm = true, Width = 6, Latent = 10, Bias = false }),
        };
        var stored = File.ReadAllLines(Repository.At("tests/Ign.MLNet.Networks.Tests/dcgan-specs.txt")).Select(line => line.Split('\t'))
            .ToDictionary(l => l[0], l => l[1]);
        CollectionAssert.AreEquivalent(stored.Keys, specs.Keys);
        foreach (var (former, json) in stored) Assert.AreEqual(json, specs[former].ToJson(), former);
    }

    [TestMethod]
    public void Other_sizes_and_options_out_of_range_are_refused()
    {
        void Refused(string message, TensorShape image, DcganOptions? options = null) =>
            Assert.Contains(message, Assert.ThrowsExactly<SpecException>(() => Dcgan.For(image, options)).Message);
        Refused("A DCGAN is for images of 28x28 or 64x64, got 1x32x32.", new(1, 32, 32));
        Refused("28x28 or 64x64", new(1, 28, 64));
        Refused("Conditioned: expected at least one image channel and one class.", new(2, 28, 28), new() { Classes = -1 });
        Refused("GroupNorm", new(1, 28, 28), new() { Width = 3 });
    }

    [TestMethod]
    public void Labels_go_with_batch_normalisation_too() =>
        Assert.AreEqual("dcgan28_bn_film", Dcgan.For(new(1, 28, 28), new() { BatchNorm = true, Classes = 2, Width = 4, Latent = 4 }).Name);
}
