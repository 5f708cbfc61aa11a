using System.Buffers.Binary;
using System.Reflection;
using System.Text;
using Ign.MLNet.Networks;
using Microsoft.ML;

namespace Ign.MLNet.Tests;

[TestClass]
public sealed class DamagedModelTests
{
    private const string Location = "TransformerChain/IgnProjection.json";

    [TestMethod]
    public void A_stage_of_a_newer_version_is_refused_with_both_versions_and_advice()
    {
        string mine = typeof(IgnModel).Assembly.GetName().Version!.ToString(3);
        string message = Refused(path => SavedModels.SetText(path, Location, """{"format":2,"library":"9.1.0","parts":["a"]}"""));
        StringAssert.StartsWith(message, $"The projection stage was saved by Ign.MLNet 9.1.0 in format 2; this is Ign.MLNet {mine}, which reads up to format 1. Update the package Ign.MLNet.");
        StringAssert.Contains(Refused(path => SavedModels.SetText(path, Location, """{"format":3,"library":"\u001b[31m"}""")),
            "by a newer version of Ign.MLNet in format 3;");
        StringAssert.Contains(Refused(path => ChangeNetwork(path, text => Changed(text, "\"format\":", '9'))),
            "saved by a newer version of Ign.MLNet (format 9");
    }

    [TestMethod]
    [DataRow("", "IgnProjection.json: ")]
    [DataRow("hello", "IgnProjection.json: ")]
    [DataRow("[1]", "IgnProjection.json names no format")]
    [DataRow("{}", "IgnProjection.json names no format")]
    [DataRow("""{"format":1.5}""", "IgnProjection.json names no format")]
    [DataRow("""{"format":"1"}""", "IgnProjection.json: ")]
    [DataRow("""{"format":1}""", "IgnProjection.json: ")]
    [DataRow("""{"format":1,"library":null,"network":1}""", "IgnProjection.json: ")]
    [DataRow("""{"format":0,"library":"1.0.0","network":1}""", "names format 0, member 1")]
    [DataRow("""{"format":1,"library":"1.0.0","network":-1}""", "names format 1, member -1")]
    [DataRow("""{"format":1,"library":"1.0.0","network":77}""", "there is no entry 'Transform_077/OnnxModel'")]
    [DataRow("""{"format":1,"library":"1.0.0","network":0}""", "there is no entry 'Transform_000/OnnxModel'")]
    public void An_entry_that_does_not_find_the_network_is_refused(string json, string expected)
    {
        string message = Refused(path => SavedModels.SetText(path, Location, json));
        StringAssert.StartsWith(message, "The saved projection stage is damaged: ");
        StringAssert.Contains(message, expected);
    }

    [TestMethod]
    public void Missing_entries_are_named()
    {
        StringAssert.Contains(Refused(path => SavedModels.Change(path, Location, _ => null)), "there is no entry 'IgnProjection.json'");
        string message = Refused(path => SavedModels.Change(path, Network(path), _ => null));
        StringAssert.Matches(message, new("there is no entry 'Transform_00[0-9]/OnnxModel'"));
    }

    [TestMethod]
    [DataRow(int.MaxValue)]
    [DataRow(-1)]
    [DataRow(0)]
    [DataRow(10)]
    public void A_length_that_is_not_the_networks_is_refused_before_anything_is_allocated(int length)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        string message = Refused(path => SavedModels.Change(path, Network(path), bytes =>
        {
            BinaryPrimitives.WriteInt32LittleEndian(bytes, length);
            return bytes;
        }));
        Assert.IsLessThan(50L << 20, GC.GetAllocatedBytesForCurrentThread() - before);
        StringAssert.Matches(message, new($"its network should have {length:N0} bytes, but [0-9,]+ are there"));
    }

    [TestMethod]
    public void A_network_that_is_cut_short_is_refused()
    {
        StringAssert.Contains(Refused(path => SavedModels.Change(path, Network(path), bytes => bytes[..3])), "should have 0 bytes, but 0 are there");
        StringAssert.Contains(Refused(path => SavedModels.Change(path, Network(path), bytes => bytes[..^100])), "bytes, but ");
        StringAssert.Contains(Refused(path => SavedModels.Change(path, Network(path), bytes => WithLength(bytes[..^100]))),
            "The ONNX model in the saved projection stage is damaged");
        StringAssert.Contains(Refused(path => SavedModels.Change(path, Network(path), bytes => WithLength(bytes[..200]))),
            "The ONNX model in the saved projection stage is damaged");
    }

    [TestMethod]
    public void A_network_without_a_record_or_with_a_damaged_one_is_refused()
    {
        StringAssert.Contains(Refused(path => ChangeNetwork(path, text => text.Replace("ign.stage", "ign.stale", StringComparison.Ordinal))),
            "carries no record of the stage");
        StringAssert.Contains(Refused(path => ChangeNetwork(path, text => Changed(text, "\"output\":", ','))), "The saved projection stage is damaged");
        StringAssert.Contains(Refused(path => ChangeNetwork(path, text => Changed(text, "\"kind\":", '9'))), "The saved projection stage is damaged");
        StringAssert.Contains(Refused(path => ChangeNetwork(path, text => Changed(text, "\"batch_size\":", '0'))), "Expected a batch size between 1 and 4096");
    }

    [TestMethod]
    [DataRow("IgnProjection.json")]
    [DataRow("OnnxModel")]
    public void An_entry_that_cannot_be_unpacked_is_named(string name)
    {
        string message = Refused(path => BreakEntry(path, name));
        StringAssert.Matches(message, new($"^The saved projection stage is damaged: entry '[^']*{name}' cannot be read: "));
    }

    [TestMethod]
    public void Weights_that_were_changed_are_found()
    {
        string message = Refused(path => SavedModels.Change(path, Network(path), bytes =>
        {
            bytes[bytes.Length / 3] ^= 0x10;
            return bytes;
        }));
        Assert.AreNotEqual("", message);
    }

    [TestMethod]
    public void A_size_that_only_an_attack_declares_is_refused_before_it_is_unpacked()
    {
        string message = Refused(path => DeclareSize(path, "OnnxModel", 0xFFFF_FFF0));
        StringAssert.StartsWith(message, "The saved projection stage is refused: an entry has 4,294,967,280 bytes; at most ");
        StringAssert.Contains(Refused(path => SavedModels.SetText(path, Location, new string(' ', 1 << 17))), "an entry has 131,072 bytes; at most 65,536");
        StringAssert.StartsWith(Refused(path => DeclareSize(path, "OnnxModel", 1000)), "The saved projection stage is damaged: ");
    }

    [TestMethod]
    public void When_one_stage_of_a_pipeline_is_damaged_the_others_are_released()
    {
        string second = "TransformerChain/Transform_001/IgnProjection.json";
        StringAssert.Contains(Refused(path => SavedModels.SetText(path, second, "{}"), stages: 2), "names no format");
        // Shows that the first one was opened at all.
        using var folder = new TemporaryFolder();
        int before = SharedSession.Alive;
        using var model = SavedModels.Registered().Model.Load(SavedModels.Save(folder, stages: 2), out _) as IDisposable;
        // Both run the same model and share it.
        Assert.AreEqual(before + 1, SharedSession.Alive);
    }

    /// <summary>Saves a stage, damages the file, and gives the text with which it is refused. Nothing may be left of the attempt.</summary>
    private static string Refused(Action<string> damage, int stages = 1)
    {
        using var folder = new TemporaryFolder();
        string path = SavedModels.Save(folder, stages);
        damage(path);
        var ml = SavedModels.Registered();
        int sessions = SharedSession.Alive;
        Exception? refusal = null;
        string[] left = SavedModels.LeftBehind(() =>
        {
            try
            {
                ml.Model.Load(path, out _);
            }
            catch (Exception e)
            {
                // ML.NET calls loaders by reflection, which wraps what they throw, once for each enclosing chain.
                refusal = e;
                while (refusal is TargetInvocationException { InnerException: { } inner }) refusal = inner;
            }
        });
        Assert.IsNotNull(refusal, "The damaged file was loaded.");
        Assert.IsInstanceOfType<IgnFormatException>(refusal);
        CollectionAssert.AreEqual(Array.Empty<string>(), left);
        Assert.AreEqual(sessions, SharedSession.Alive);
        return refusal.Message;
    }

    private static string Network(string path) => SavedModels.Entries(path).First(e => e.EndsWith("/OnnxModel", StringComparison.Ordinal));

    private static byte[] WithLength(byte[] bytes)
    {
        BinaryPrimitives.WriteInt32LittleEndian(bytes, bytes.Length - sizeof(int));
        return bytes;
    }

    /// <summary>Changes text within the network's file; its length stays.</summary>
    private static void ChangeNetwork(string path, Func<string, string> change) =>
        SavedModels.Change(path, Network(path), bytes => WithLength(Encoding.Latin1.GetBytes(change(Encoding.Latin1.GetString(bytes)))));

    /// <summary>Puts a character behind the last occurrence of a text, which is in the record.</summary>
    private static string Changed(string text, string after, char character)
    {
        int at = text.LastIndexOf(after, StringComparison.Ordinal) + after.Length;
        Assert.IsGreaterThanOrEqualTo(after.Length, at);
        return $"{text[..at]}{character}{text[(at + 1)..]}";
    }

    /// <summary>Writes another uncompressed size into the archive's directory.</summary>
    private static void DeclareSize(string path, string name, uint size) =>
        ChangeDirectory(path, name, (zip, record) => BinaryPrimitives.WriteUInt32LittleEndian(zip.AsSpan(record + 24), size));

    /// <summary>Overwrites the mark with which the content of an entry begins.</summary>
    private static void BreakEntry(string path, string name) => ChangeDirectory(path, name, (zip, record) =>
    {
        int content = (int)BinaryPrimitives.ReadUInt32LittleEndian(zip.AsSpan(record + 42));
        Assert.IsTrue(zip.AsSpan(content).StartsWith("PK\u0003\u0004"u8));
        zip[content] = 0;
    });

    /// <summary>Finds the record of an entry in the archive's directory, at its end, and changes the file.</summary>
    private static void ChangeDirectory(string path, string name, Action<byte[], int> change)
    {
        const int NameLengthOffset = 28, NameOffset = 46;
        byte[] zip = File.ReadAllBytes(path);
        for (int at = zip.AsSpan().LastIndexOf("PK\u0005\u0006"u8); (at = zip.AsSpan(0, at).LastIndexOf("PK\u0001\u0002"u8)) >= 0;)
        {
            int length = BinaryPrimitives.ReadUInt16LittleEndian(zip.AsSpan(at + NameLengthOffset));
            if (!Encoding.UTF8.GetString(zip, at + NameOffset, length).EndsWith(name, StringComparison.Ordinal)) continue;
            change(zip, at);
            File.WriteAllBytes(path, zip);
            return;
        }
        Assert.Fail("No such entry.");
    }
}
