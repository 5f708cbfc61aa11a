using System.Text.RegularExpressions;

namespace Ign.MLNet.ConsumerTests;

/// <summary>Whoever adds a layer finds its places in CONTRIBUTING: no other file of the library knows layers by their names.</summary>
[TestClass]
public sealed partial class LayerTests
{
    [TestMethod]
    [DataRow("ChannelMask")]
    [DataRow("ChannelScale")]
    public void A_layer_is_named_by_its_record_and_its_interpretations_only(string layer)
    {
        var named = Directory.GetFiles(Repository.At("src"), "*.cs", SearchOption.AllDirectories)
            .Where(file => !Skipped().IsMatch(file.Replace('\\', '/')))
            .Where(file =>
                File.ReadLines(file).Any(line => !line.TrimStart().StartsWith("//", StringComparison.Ordinal) && Regex.IsMatch(line, $@"\b{layer}\b")))
            .Select(Path.GetFileName);
        string[] expected = [$"{layer}.cs", "Layer.cs", "ReferencePass.cs", "TorchLayers.cs", "OnnxNetworkWriter.cs"];
        CollectionAssert.AreEquivalent(expected, named.ToArray());
    }

    // Networks are made of layers.
    [GeneratedRegex("/(obj|bin|Architectures)/")]
    private static partial Regex Skipped();
}
