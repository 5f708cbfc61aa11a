using Microsoft.ML;
using Microsoft.ML.Data;

namespace Ign.MLNet.Tests;

[TestClass]
public sealed class SchemaTests
{
    private readonly MLContext _ml = new();

    [TestMethod]
    public void On_demand_the_output_type_is_that_of_ML_NETs_own_ONNX_stage()
    {
        var data = Rows.View(_ml, 1);
        using var stage = _ml.Transforms.ProjectWithIgn(TestModels.Tiny,
            new IgnProjectionOptions { OutputColumn = "Clean", InputColumn = "Noisy", Output = ProjectionOutput.Tensor }).Fit(data);
        var schema = stage.GetOutputSchema(data.Schema);
        Assert.AreEqual("Vector<Single, 1, 2, 6, 8>", schema["Clean"].Type.ToString());
        Assert.AreEqual(data.Schema.Count + 1, schema.Count);
        using var stream = new MemoryStream(TestModels.TinyBytes());
        var theirs = _ml.Transforms.CopyColumns("input", "Noisy").Append(_ml.Transforms.ApplyOnnxModel(["output"], ["input"], stream)).Fit(data);
        Assert.AreEqual(theirs.GetOutputSchema(data.Schema)["output"].Type, schema["Clean"].Type);
        theirs.Dispose();
    }

    [TestMethod]
    public void The_schema_shape_tells_the_output_column()
    {
        var shape = OutputShape("Noisy");
        var column = shape.Single(c => c.Name == "Clean");
        Assert.AreEqual(SchemaShape.Column.VectorKind.Vector, column.Kind);
        Assert.AreEqual(NumberDataViewType.Single, column.ItemType);
        Assert.IsFalse(column.IsKey);
        Assert.IsTrue(shape.Any(c => c.Name == "Text"));
    }

    [TestMethod]
    public void The_schema_shape_holds_an_output_that_replaces_a_column_once()
    {
        var shape = _ml.Transforms.ProjectWithIgn("Noisy", null, TestModels.Tiny).GetOutputSchema(InputShape());
        Assert.AreEqual(1, shape.Count(c => c.Name == "Noisy"));
    }

    [TestMethod]
    public void A_column_that_the_schema_shape_lacks_is_named()
    {
        var shape = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => OutputShape("Nosiy"));
        StringAssert.StartsWith(shape.Message, "Could not find input column 'Nosiy'");
    }

    [TestMethod]
    [DataRow("Index", "Int32")]
    [DataRow("Extra", "Vector<Double>")]
    [DataRow("Words", "VarVector<String>")]
    [DataRow("Category", "Key<UInt32>")]
    public void The_schema_shape_refuses_wrong_types_before_any_data_is_seen(string column, string type)
    {
        var exception = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => OutputShape(column));
        StringAssert.StartsWith(exception.Message, $"Schema mismatch for input column '{column}': ");
        StringAssert.Contains(exception.Message, $"got {type}");
    }

    [TestMethod]
    public void A_stage_fitted_on_floats_refuses_bytes()
    {
        using var stage = _ml.Transforms.ProjectWithIgn("Clean", "Noisy", TestModels.Tiny).Fit(Rows.View(_ml, 1));
        var bytes = _ml.Data.LoadFromEnumerable(InputColumnTests.ByteRows(1));
        var renamed = _ml.Transforms.CopyColumns("Noisy", "Pixels").Fit(bytes).Transform(bytes);
        var exception = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => stage.Transform(renamed));
        StringAssert.Contains(exception.Message, "expected Vector<Single, 96>, as the stage was fitted on, got Vector<Byte, 96>");
    }

    [TestMethod]
    public void Options_are_checked_when_the_estimator_is_made()
    {
        Assert.AreEqual("Applications",
            Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => _ml.Transforms.ProjectWithIgn("Clean", "Noisy", TestModels.Tiny, 0)).ParamName);
        Assert.AreEqual("OutputColumn", Assert.ThrowsExactly<ArgumentException>(() => _ml.Transforms.ProjectWithIgn("", "Noisy", TestModels.Tiny)).ParamName);
        Assert.AreEqual("InputColumn", Assert.ThrowsExactly<ArgumentException>(() => _ml.Transforms.ProjectWithIgn("Clean", "", TestModels.Tiny)).ParamName);
        Assert.ThrowsExactly<FileNotFoundException>(() => _ml.Transforms.ProjectWithIgn("Clean", "Noisy", "no-such-model.onnx"));
    }

    private IgnProjectionEstimator Estimator(string column) => _ml.Transforms.ProjectWithIgn("Clean", column, TestModels.Tiny);

    private SchemaShape OutputShape(string column) => Estimator(column).GetOutputSchema(InputShape());

    // Estimators that follow another one get their shape from it; the first one's comes from this internal method.
    private SchemaShape InputShape() =>
        (SchemaShape)typeof(SchemaShape).GetMethod("Create", System.Reflection.BindingFlags.Static | System.Reflection.BindingFlags.NonPublic)!.Invoke(null,
            [Rows.View(_ml, 1).Schema])!;
}
