using System.Text;

namespace Ign.MLNet.Networks.Tests;

/// <summary>What was changed after an export is noticed, whatever it is.</summary>
[TestClass]
public sealed class OnnxContentHashTests
{
    private static readonly NetworkSpec s_spec = new NetworkSpec("n", new TensorShape(1, 2, 2),
        [new Conv(1, 2, 1), new GroupNorm(1, 2), new Activation(ActivationKind.LeakyRelu, 0.25f), new Conv(2, 1, 1), new Activation(ActivationKind.Clamp)])
        .Validated();

    private static readonly byte[] s_valid = OnnxModelWriter.Write(s_spec, TestNetworks.Weights(s_spec, 1),
        TestNetworks.Card(s_spec.Input) with { License = "MIT licence" });

    [TestMethod]
    public void The_card_holds_the_hash_of_the_file()
    {
        var info = OnnxModelReader.Read(s_valid);
        Assert.MatchesRegex("^[0-9a-f]{64}$", info.Metadata["ign.content_sha256"]);
        Assert.AreEqual(OnnxContentHash.Of(info), OnnxModelCheck.Check(info).ContentHash);
        var other = OnnxModelReader.Read(OnnxModelWriter.Write(s_spec, TestNetworks.Weights(s_spec, 1), TestNetworks.Card(s_spec.Input)));
        Assert.AreEqual(info.Metadata["ign.weights_sha256"], other.Metadata["ign.weights_sha256"]);
        Assert.AreNotEqual(info.Metadata["ign.content_sha256"], other.Metadata["ign.content_sha256"]);
        StringAssert.Contains(ModelPage.Write(OnnxModelCheck.Check(info), info, "n.onnx", ""), info.Metadata["ign.content_sha256"]);
    }

    [TestMethod]
    public void The_hash_is_what_its_documentation_says()
    {
        var info = OnnxModelReader.Read(s_valid);
        using var framed = new MemoryStream();
        using (var writer = new BinaryWriter(framed))
        {
            void Text(string text)
            {
                writer.Write((long)Encoding.UTF8.GetByteCount(text));
                writer.Write(Encoding.UTF8.GetBytes(text));
            }
            writer.Write(7L);
            writer.Write(1L);
            Text("");
            writer.Write(12L);
            Text("Ign.MLNet");
            writer.Write((long)info.Graph.Length);
            writer.Write(info.Graph.Span);
            var entries = info.Metadata.Where(e => e.Key != "ign.content_sha256").OrderBy(e => e.Key, StringComparer.Ordinal).ToList();
            writer.Write((long)entries.Count);
            foreach (var (key, value) in entries)
            {
                Text(key);
                Text(value);
            }
        }
        Assert.AreEqual(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(framed.ToArray())), OnnxContentHash.Of(info));
    }

    [TestMethod]
    public void Careless_edits_are_noticed()
    {
        Changed(Replaced(BitConverter.GetBytes(0.25f), BitConverter.GetBytes(0.5f)), "slope");
        Changed(Replaced(Encoding.UTF8.GetBytes("MIT licence"), Encoding.UTF8.GetBytes("any licence")), "licence");
        Changed(AddedEntry(), "another entry");
        Changed(IdentityOnly(), "graph");
    }

    [TestMethod]
    public void Whatever_bit_flips_the_file_is_refused_or_means_the_same()
    {
        var before = OnnxModelReader.Read(s_valid);
        int accepted = 0;
        for (int bit = 0; bit < s_valid.Length * 8; bit++)
        {
            byte[] bytes = [.. s_valid];
            bytes[bit / 8] ^= (byte)(1 << bit % 8);
            try
            {
                var after = OnnxModelReader.Read(bytes);
                OnnxModelCheck.Check(after);
                // The tag of an empty text: whether it is there makes no difference.
                Assert.AreEqual(0, s_valid[bit / 8 + 1], $"bit {bit}");
                accepted++;
                Assert.IsTrue(before.Graph.Span.SequenceEqual(after.Graph.Span), $"bit {bit}");
                CollectionAssert.AreEquivalent(before.Metadata.ToList(), after.Metadata.ToList(), $"bit {bit}");
                CollectionAssert.AreEquivalent(before.OperatorSets.ToList(), after.OperatorSets.ToList(), $"bit {bit}");
                Assert.AreEqual((before.Producer, before.IrVersion), (after.Producer, after.IrVersion), $"bit {bit}");
            }
            catch (IgnFormatException)
            {
            }
        }
        Assert.IsLessThan(100, accepted);
    }

    [TestMethod]
    public void Fields_that_no_reader_looks_at_are_outside()
    {
        const int ProducerVersion = 3, Documentation = 6;
        byte[] more = new ProtobufMessage().Text(ProducerVersion, "1.2").Text(Documentation, "a note").ToArray();
        OnnxModelCheck.Check(OnnxModelReader.Read((byte[])[.. s_valid, .. more]));
    }

    private static void Changed(byte[] bytes, string what)
    {
        var error = Assert.ThrowsExactly<IgnFormatException>(() => OnnxModelCheck.Check(OnnxModelReader.Read(bytes)), what);
        StringAssert.Matches(error.Message, new("^The content has hash .* the file was changed after its export.$"), what);
    }

    private static byte[] Replaced(byte[] old, byte[] other)
    {
        byte[] bytes = [.. s_valid];
        int at = bytes.AsSpan().IndexOf(old);
        Assert.IsGreaterThan(0, at);
        other.CopyTo(bytes, at);
        return bytes;
    }

    private static byte[] AddedEntry() =>
        [.. s_valid, .. new ProtobufMessage().Message(OnnxSchema.Model.MetadataProps, TinyModel.Entry("author", "somebody")).ToArray()];

    /// <summary>The same file with all constants, but one node that does nothing in place of all nodes.</summary>
    private static byte[] IdentityOnly()
    {
        var graph = new ProtobufMessage().Message(OnnxSchema.Graph.Node, TinyModel.Node("Identity", "input", "output"));
        var old = new ProtobufReader(OnnxModelReader.Read(s_valid).Graph);
        while (old.Next()) if (old.Field != OnnxSchema.Graph.Node) graph.Bytes(old.Field, old.Block());
        var model = new ProtobufMessage();
        var fields = new ProtobufReader(s_valid);
        while (fields.Next())
        {
            if (fields.Field == OnnxSchema.Model.Graph) model.Message(fields.Field, graph);
            else if (fields.IsBlock) model.Bytes(fields.Field, fields.Block());
            else model.Number(fields.Field, fields.Number());
        }
        return model.ToArray();
    }
}
