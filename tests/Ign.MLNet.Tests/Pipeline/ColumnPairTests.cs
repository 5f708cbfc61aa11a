using Microsoft.ML;
using Microsoft.ML.Data;

namespace Ign.MLNet.Tests;

/// <summary>One model for several columns, as ML.NET's own transforms take them.</summary>
[TestClass]
public sealed class ColumnPairTests
{
    private readonly MLContext _ml = new();

    [TestMethod]
    public void Each_pair_is_projected()
    {
        InputOutputColumnPair[] columns = [new("First", "Noisy"), new("Other"), new("Second", "Noisy")];
        var data = _ml.Data.LoadFromEnumerable([new Row { Noisy = TestModels.Image(1), Other = TestModels.Image(2) }]);
        using var fitted = _ml.Transforms.ProjectWithIgn(columns, TestModels.Tiny, applications: 2).Fit(data);
        var result = fitted.Transform(data);
        Pictures.AssertClose(TestModels.Projected(TestModels.Image(1), 2), result.GetColumn<float[]>("First").Single());
        Pictures.AssertClose(TestModels.Projected(TestModels.Image(1), 2), result.GetColumn<float[]>("Second").Single());
        Pictures.AssertClose(TestModels.Projected(TestModels.Image(2), 2), result.GetColumn<float[]>("Other").Single());
    }

    [TestMethod]
    public void Pairs_from_a_file()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder.File("tiny.onnx"), TestModels.Tiny.Bytes.ToArray());
        var data = Rows.View(_ml, 1);
        using var fitted = _ml.Transforms.ProjectWithIgn([new InputOutputColumnPair("Clean", "Noisy")], folder.File("tiny.onnx")).Fit(data);
        Pictures.AssertClose(TestModels.Projected(TestModels.Image(0)), fitted.Transform(data).GetColumn<float[]>("Clean").Single());
    }

    [TestMethod]
    public void Pairs_that_contradict_each_other_are_refused()
    {
        Refused("at least one pair");
        Refused("'A' would be created twice", new("A", "Noisy"), new("A", "Other"));
        Refused("'A' is created by one pair and read by a later one", new("A", "Noisy"), new("B", "A"));
        Refused("'A' is created by one pair and read by a later one", new("A", "B"), new("B", "A"));
        Assert.ThrowsExactly<ArgumentNullException>(() => _ml.Transforms.ProjectWithIgn(columns: null!, TestModels.Tiny));

        void Refused(string message, params InputOutputColumnPair[] columns) =>
            Assert.Contains(message, Assert.ThrowsExactly<ArgumentException>(() => _ml.Transforms.ProjectWithIgn(columns, TestModels.Tiny)).Message);
    }

    private sealed class Row
    {
        [VectorType(96)]
        public float[] Noisy { get; set; } = [];

        [VectorType(96)]
        public float[] Other { get; set; } = [];
    }
}
