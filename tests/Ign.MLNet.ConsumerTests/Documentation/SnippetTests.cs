using System.Globalization;

namespace Ign.MLNet.ConsumerTests;

/// <summary>The code on the pages compiles, and does what the pages say.</summary>
[TestClass]
[DoNotParallelize]
public sealed class SnippetTests
{
    [TestMethod]
    [DataRow("README.md")]
    [DataRow("docs/pipeline.md")]
    [DataRow("docs/export.md")]
    [DataRow("docs/restore.md")]
    [DataRow("docs/damage.md")]
    [DataRow("src/Ign.MLNet/PACKAGE.md")]
    [DataRow("src/Ign.MLNet.Evaluation/PACKAGE.md")]
    [DataRow("src/Ign.MLNet.Networks/PACKAGE.md")]
    [DataRow("src/Ign.MLNet.Restoration/PACKAGE.md")]
    [DataRow("src/Ign.MLNet.Training/PACKAGE.md")]
    public void The_snippets_of_a_page_compile_as_one_program(string name)
    {
        var page = MarkdownPage.Load(name);

        Assert.IsNotEmpty(page.Snippets);
        CollectionAssert.AreEqual(Array.Empty<string>(), new PageProgram(page).Problems);
    }

    [TestMethod]
    public void No_block_of_code_escapes_the_extraction()
    {
        foreach (string name in new[] { "README.md", "docs/pipeline.md", "docs/export.md", "docs/restore.md", "docs/damage.md" })
        {
            var page = MarkdownPage.Load(name);
            int fences = page.Text.Split('\n').Count(line => line.TrimStart().StartsWith("```c", StringComparison.OrdinalIgnoreCase));
            int hidden = page.Text.Split('\n').Count(line => line == "<!-- csharp: prelude");
            Assert.HasCount(fences + hidden, page.Snippets, name);
        }
    }

    [TestMethod]
    public void The_pipeline_of_README_runs()
    {
        using var folder = new ReaderFolder();

        string output = new PageProgram(MarkdownPage.Load("README.md"), """
            using var idx = new System.IO.Compression.GZipStream(File.OpenRead("fashion-mnist/t10k-images-idx3-ubyte.gz"), System.IO.Compression.CompressionMode.Decompress);
            byte[] header = new byte[16], image = new byte[784];
            idx.ReadExactly(header);
            var rows = new List<TestRow>();
            for (int i = 0; i < 50; i++) { idx.ReadExactly(image); rows.Add(new TestRow { Noisy = [.. image.Select(b => b / 127.5f - 1)], Label = (uint)(i % 10) + 1 }); }
            var data = ml.Data.LoadFromEnumerable(rows);
            var scored = pipeline.Fit(data).Transform(data);
            Console.WriteLine(string.Join(' ', scored.Schema.Select(c => c.Name)));
            Console.WriteLine(Microsoft.ML.Data.ColumnCursorExtensions.GetColumn<uint>(scored, "PredictedLabel").Count());
            """ + "\n" + """
            sealed class TestRow
            {
                [Microsoft.ML.Data.VectorType(784)] public float[] Noisy { get; set; } = [];
                [Microsoft.ML.Data.KeyType(10)] public uint Label { get; set; }
            }
            """).Run();

        Assert.AreEqual("Noisy Label Restored PredictedLabel Score\n50\n", output.ReplaceLineEndings("\n"));
    }

    [TestMethod]
    public void The_page_about_pipelines_runs_from_top_to_bottom()
    {
        using var folder = new ReaderFolder();

        string output = new PageProgram(MarkdownPage.Load("docs/pipeline.md")).Run();

        Console.WriteLine(output);
        // The trainer runs on several threads, so its last digits differ from run to run.
        var lines = output.ReplaceLineEndings("\n").Split('\n');
        int with = int.Parse(lines[0].Split(' ')[0], CultureInfo.InvariantCulture), without = int.Parse(lines[1].Split(' ')[0], CultureInfo.InvariantCulture);
        Assert.IsGreaterThan(without + 10, with, "points that the projection wins");
        Assert.Contains("fashion-restore: 1x28x28, values from -1 to 1", lines);
        Assert.Contains("mean |f(f(y)) - f(y)| = 0.000", lines);
        Assert.Contains("on the processor", lines);
        Assert.Contains(nameof(IgnProjectionTransformer), lines);
    }

    [TestMethod]
    public void A_snippet_with_a_wrong_name_is_found_with_its_line()
    {
        var page = MarkdownPage.Of("page.md", "Text\n\n```csharp\nusing Microsoft.ML;\nvar ml = new MLContext();\n```\n\n<!-- csharp: aside -->\n```csharp\nvar stage = ml.Transforms.ProjectWithIng(\"A\", \"B\", \"c\");\n```\n");

        string problem = new PageProgram(page).Problems.Single();

        Assert.StartsWith("page.md: (9,", problem);
        Assert.Contains("ProjectWithIng", problem);
    }
}
