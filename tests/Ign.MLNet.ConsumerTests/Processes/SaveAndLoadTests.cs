using System.IO.Compression;
using Stranger;

namespace Ign.MLNet.ConsumerTests;

/// <summary>
/// One process fits and saves models, others load them with ML.NET's own loader: one that has Ign.MLNet, and one that has not.
/// </summary>
[TestClass]
public sealed class SaveAndLoadTests
{
    private const float Tolerance = 1e-5f;
    private static ModelFiles? s_files;

    private static ModelFiles Files => s_files!;

    [ClassInitialize]
    public static async Task Save(TestContext context)
    {
        s_files = new ModelFiles();
        (await Files.RunAsync("WithIgn", "save", "save", Repository.Data, Files.Models, Repository.Model)).Succeeded();
        (await Files.RunAsync("WithIgn", "present", "load", Repository.Data, Files.Models, "present")).Succeeded();
        (await Files.RunAsync("WithIgn", "registered", "load", Repository.Data, Files.Models, "registered")).Succeeded();
        (await Files.RunAsync("WithoutIgn", "absent", Repository.Data, Files.Models)).Succeeded();
    }

    [ClassCleanup]
    public static void Remove() => s_files?.Dispose();

    [TestMethod]
    public void The_saving_process_classifies_and_leaves_no_temporary_file()
    {
        var saved = Files.Report("chain", "saved");

        CollectionAssert.AreEqual(new[] { "IgnProjectionTransformer", "MulticlassPredictionTransformer`1" }, saved.Members);
        Assert.AreEqual("IgnProjectionTransformer", Files.Report("stage", "saved").Model);
        Assert.IsGreaterThan(5, saved.Labels.Distinct().Count(), "the classifier must have learned something, or equal labels prove nothing");
        CollectionAssert.AreEqual(Array.Empty<string>(), Files.LeftIn("save"));
    }

    [TestMethod]
    [DataRow("chain", "present")]
    [DataRow("chain", "absent")]
    [DataRow("stage", "present")]
    [DataRow("stage", "absent")]
    [DataRow("bytes", "present")]
    [DataRow("bytes", "absent")]
    public void Loaded_elsewhere_it_is_a_chain_of_stock_transformers_with_the_same_rows(string model, string process)
    {
        ScoreReport saved = Files.Report(model, "saved"), loaded = Files.Report(model, process);

        Assert.AreEqual("TransformerChain`1", loaded.Model);
        CollectionAssert.DoesNotContain(loaded.Members, "IgnProjectionTransformer");
        AssertSame(saved, loaded);
    }

    [TestMethod]
    [DataRow("chain")]
    [DataRow("stage")]
    [DataRow("bytes")]
    public void Loaded_where_it_is_registered_it_is_the_batching_stage_with_the_same_rows(string model)
    {
        ScoreReport saved = Files.Report(model, "saved"), loaded = Files.Report(model, "registered");

        Assert.AreEqual(saved.Model, loaded.Model);
        CollectionAssert.AreEqual(saved.Members, loaded.Members);
        AssertSame(saved, loaded);
        CollectionAssert.AreEqual(Array.Empty<string>(), Files.LeftIn("registered"));
    }

    [TestMethod]
    public void The_process_without_this_library_really_has_none_of_it()
    {
        string[] assemblies = Files.Report("chain", "absent").Assemblies;

        CollectionAssert.Contains(assemblies, "Microsoft.ML.OnnxTransformer");
        Assert.IsFalse(assemblies.Any(a => a.StartsWith("Ign.", StringComparison.Ordinal)));
        Assert.IsFalse(Directory.EnumerateFiles(Repository.OutputOf("tests/Ign.MLNet.ConsumerTests/Programs/WithoutIgn"), "Ign.*").Any());
    }

    [TestMethod]
    public void The_loading_process_leaves_no_temporary_file()
    {
        // Without this library it is up to ML.NET's own loader alone, so only the process that has it is asked.
        CollectionAssert.AreEqual(Array.Empty<string>(), Files.LeftIn("present"));
    }

    [TestMethod]
    public void Every_saved_file_holds_the_network_once()
    {
        Assert.AreEqual(1, Networks("chain"));
        Assert.AreEqual(1, Networks("stage"));
        Assert.AreEqual(1, Networks("bytes"));

        static int Networks(string model)
        {
            using var zip = ZipFile.OpenRead(Path.Combine(Files.Models, model + ".zip"));
            return zip.Entries.Count(e => e.Name == "OnnxModel");
        }
    }

    private static void AssertSame(ScoreReport expected, ScoreReport actual)
    {
        CollectionAssert.AreEqual(expected.Labels, actual.Labels);
        AssertClose(expected.Images, actual.Images);
        AssertClose(expected.Scores, actual.Scores);
    }

    private static void AssertClose(float[][] expected, float[][] actual)
    {
        Assert.HasCount(expected.Length, actual);
        for (int row = 0; row < expected.Length; row++)
        {
            Assert.HasCount(expected[row].Length, actual[row]);
            for (int i = 0; i < expected[row].Length; i++) Assert.AreEqual(expected[row][i], actual[row][i], Tolerance, $"row {row}, value {i}");
        }
    }
}
