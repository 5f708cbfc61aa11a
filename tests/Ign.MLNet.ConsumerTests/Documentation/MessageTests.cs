using Ign.MLNet.Networks;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Ign.MLNet.ConsumerTests;

/// <summary>What the page about pipelines says about bad input is what the library says.</summary>
[TestClass]
public sealed class MessageTests
{
    private static readonly MLContext s_ml = new();

    [TestMethod]
    public void A_missing_column() => AssertOnPage<ArgumentOutOfRangeException>(() => Fit("Pictures", new Row()));

    [TestMethod]
    public void A_vector_of_another_size() => AssertOnPage<ArgumentOutOfRangeException>(() => Fit("Small", new Row()));

    [TestMethod]
    public void A_vector_of_another_type() => AssertOnPage<ArgumentOutOfRangeException>(() => Fit("Doubles", new Row()));

    [TestMethod]
    public void A_missing_model() => AssertOnPage<FileNotFoundException>(() => s_ml.Transforms.ProjectWithIgn("Restored", "Pixels", "fashion.onnx"));

    [TestMethod]
    public void A_file_that_is_no_model() => AssertOnPage<IgnFormatException>(() => IgnModel.FromBytes("not an ONNX file"u8.ToArray()));

    [TestMethod]
    public void A_batch_size_out_of_range() => AssertOnPage<ArgumentOutOfRangeException>(() =>
        s_ml.Transforms.ProjectWithIgn(Repository.Model, new IgnProjectionOptions { OutputColumn = "Restored", BatchSize = 0 }));

    private static void Fit(string column, Row row) =>
        s_ml.Transforms.ProjectWithIgn("Restored", column, Repository.Model).Fit(s_ml.Data.LoadFromEnumerable([row]));

    private static void AssertOnPage<TException>(Action action) where TException : Exception
    {
        var exception = Assert.ThrowsExactly<TException>(action);
        string message = exception.Message.ReplaceLineEndings("\n").Split('\n')[0].Split(" (Parameter ")[0];
        string row = $"| `{typeof(TException).Name}` | `{message}` |";
        Assert.IsTrue(MarkdownPage.Load("docs/pipeline.md").Text.Contains(row, StringComparison.Ordinal), "docs/pipeline.md has no row that ends with: " + row);
    }

    private sealed class Row
    {
        [VectorType(100)]
        public float[] Small { get; set; } = new float[100];

        [VectorType(784)]
        public double[] Doubles { get; set; } = new double[784];
    }
}
