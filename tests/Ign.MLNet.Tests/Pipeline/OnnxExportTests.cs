using Ign.MLNet.Networks;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Ign.MLNet.Tests;

/// <summary>What ML.NET's export of pipelines does with a stage that it does not know, as the documentation says.</summary>
[TestClass]
public sealed class OnnxExportTests
{
    [TestMethod]
    public void ConvertToOnnx_writes_a_file_that_starts_behind_the_stage_and_wants_the_projection_as_an_input()
    {
        var ml = new MLContext();
        var data = ml.Data.LoadFromEnumerable(Enumerable.Range(0, 20).Select(i => new Row { Noisy = TestModels.Image(i) }));
        using var model = ml.Transforms.ProjectWithIgn("Clean", "Noisy", TestModels.Tiny)
            .Append(ml.Transforms.NormalizeMinMax("Features", "Clean"))
            .Fit(data);
        using var file = new MemoryStream();
        ml.Model.ConvertToOnnx(model, ml.Data.TakeRows(data, 1), file, "Features");

        var exported = OnnxModelReader.Read(file.ToArray());
        Assert.IsTrue(exported.Inputs.Any(i => i.Name == "Clean"), "the projection is an input");
        Assert.IsFalse(exported.Operators.Keys.Any(o => o.StartsWith("Conv", StringComparison.Ordinal)), "the network is not in it");
    }

    private sealed class Row
    {
        [VectorType(96)]
        public float[] Noisy { get; set; } = [];
    }
}
