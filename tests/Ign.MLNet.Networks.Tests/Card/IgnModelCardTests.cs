namespace Ign.MLNet.Networks.Tests;

[TestClass]
public sealed class IgnModelCardTests
{
    private static readonly IgnModelCard s_full = new()
    {
        Name = "fashion",
        Version = "1.2",
        Shape = new TensorShape(3, 6, 6),
        Classes = 2,
        Minimum = 0,
        Maximum = 255,
        Elements = ImageElements.UInt8Interleaved,
        Precision = WeightPrecision.Int8,
        Applications = 4,
        Fit = FitMode.Tile,
        Objective = "ign",
        TrainingData = "Fashion-MNIST",
        TrainingDataLicense = "MIT",
        License = "MIT",
        Seed = -5,
        Images = 1L << 40,
        Command = "ign train \"ä\"\n--x",
        Created = "2026-01-31",
        IntendedUse = "tests",
        Limits = "everything else",
        NoiseSource = "fourier",
        Options = "{\"steps\":3}",
        Commit = "0.1.0+abc",
        Quality = new Dictionary<string, double> { ["psnr_db"] = 21.437, ["tiny"] = 1e-300 / 3 },
        WeightsHash = new string('a', 64),
        ContentHash = new string('b', 64),
        Spec = TestNetworks.Labelled(),
    };

    [TestMethod]
    public void Every_entry_survives_metadata_and_json()
    {
        var metadata = s_full.ToMetadata();
        foreach (var again in (IgnModelCard[])[IgnModelCard.FromMetadata(metadata), IgnModelCard.FromJson(s_full.ToJson())])
        {
            // Records compare these two by reference.
            CollectionAssert.AreEquivalent(s_full.Quality.ToList(), again.Quality.ToList());
            Assert.AreEqual(s_full.Spec!.ToJson(), again.Spec!.ToJson());
            Assert.AreEqual(s_full with { Quality = again.Quality, Spec = again.Spec }, again);
        }
        Assert.IsTrue(metadata.Keys.All(k => k.StartsWith("ign.", StringComparison.Ordinal)));
        Assert.AreEqual("1", metadata["ign.format"]);
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("null")]
    [DataRow("[]")]
    [DataRow("{}")]
    [DataRow("""{"ign.format":1}""")]
    [DataRow("""{"ign.format":null}""")]
    [DataRow("""{"ign.format":"1","ign.format":"1"}""")]
    public void Text_that_is_no_card_is_refused(string json) =>
        Assert.Contains("model card", Assert.ThrowsExactly<IgnFormatException>(() => IgnModelCard.FromJson(json)).Message);

    [TestMethod]
    public void A_new_property_cannot_be_forgotten_in_the_metadata()
    {
        var plain = new IgnModelCard { Name = "other", Shape = new TensorShape(2, 3, 3) };
        var again = IgnModelCard.FromMetadata(s_full.ToMetadata());
        foreach (var property in typeof(IgnModelCard).GetProperties().Where(p => p.CanWrite))
            Assert.AreNotEqual(property.GetValue(plain), property.GetValue(again), property.Name);
    }

    [TestMethod]
    public void Foreign_and_unknown_entries_are_ignored()
    {
        var metadata = new Dictionary<string, string>(s_full.ToMetadata()) { ["author"] = "x", ["ign.future"] = "y" };
        Assert.AreEqual("fashion", IgnModelCard.FromMetadata(metadata).Name);
    }

    [TestMethod]
    [DataRow("ign.format", null, "No model card")]
    [DataRow("ign.format", "2", "Update Ign.MLNet")]
    [DataRow("ign.format", "x", "number of at least 1")]
    [DataRow("ign.name", null, "lacks 'ign.name'")]
    [DataRow("ign.shape", null, "lacks 'ign.shape'")]
    [DataRow("ign.shape", "1x28", "as in 1x28x28")]
    [DataRow("ign.shape", "1x28x-28", "as in 1x28x28")]
    [DataRow("ign.shape", "1x28x99999999999", "as in 1x28x28")]
    [DataRow("ign.shape", "3x7x6", "its network takes")]
    [DataRow("ign.classes", "1", "The card says 1 classes, but its network has 2.")]
    [DataRow("ign.classes", null, "The card says 0 classes, but its network has 2.")]
    [DataRow("ign.classes", "3", "fewer label channels than the 3 of 'ign.shape'")]
    [DataRow("ign.classes", "-1", "fewer label channels")]
    [DataRow("ign.fit", "stretch", "exact, resize or tile")]
    [DataRow("ign.minimum", "NaN", "finite number")]
    [DataRow("ign.maximum", "0", "above")]
    [DataRow("ign.layout", "HWCN", "expected NCHW or NHWC")]
    [DataRow("ign.seed", "1.5", "whole number")]
    [DataRow("ign.quality.psnr_db", "good", "expected a number")]
    [DataRow("ign.weights_sha256", "abc", "hexadecimal")]
    [DataRow("ign.content_sha256", "B", "hexadecimal")]
    [DataRow("ign.shape", "4x1024x1024", "at most 3,145,728 values")]
    [DataRow("ign.spec", "{}", "Not a network specification")]
    public void A_bad_entry_is_named(string key, string? value, string reason)
    {
        var metadata = new Dictionary<string, string>(s_full.ToMetadata());
        if (value is null) metadata.Remove(key);
        else metadata[key] = value;
        Assert.Contains(reason, Assert.ThrowsExactly<IgnFormatException>(() => IgnModelCard.FromMetadata(metadata)).Message);
    }

    [TestMethod]
    public void The_culture_of_the_machine_does_not_matter()
    {
        var before = Thread.CurrentThread.CurrentCulture;
        try
        {
            var comma = (System.Globalization.CultureInfo)before.Clone();
            comma.NumberFormat.NumberDecimalSeparator = ",";
            comma.NumberFormat.NegativeSign = "~";
            Thread.CurrentThread.CurrentCulture = comma;
            var metadata = s_full.ToMetadata();
            Assert.AreEqual("21.437", metadata["ign.quality.psnr_db"]);
            Assert.AreEqual("-5", metadata["ign.seed"]);
            Assert.AreEqual(s_full.Quality["psnr_db"], IgnModelCard.FromMetadata(metadata).Quality["psnr_db"]);
        }
        finally
        {
            Thread.CurrentThread.CurrentCulture = before;
        }
    }
}
