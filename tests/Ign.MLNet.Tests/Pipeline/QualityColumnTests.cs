using Microsoft.ML;
using Microsoft.ML.Data;

namespace Ign.MLNet.Tests;

[TestClass]
public sealed class QualityColumnTests
{
    private readonly MLContext _ml = new();

    [TestMethod]
    [DataRow(1)]
    [DataRow(2)]
    [DataRow(3)]
    public void They_are_the_distances_that_their_names_promise(int applications)
    {
        var data = Rows.View(_ml, 23);
        using var stage = Estimator(applications).Fit(data);
        var result = stage.Transform(data);
        Assert.AreEqual("Single,Single", $"{result.Schema["Moved"].Type},{result.Schema["Rest"].Type}");
        int i = 0;
        foreach (var row in _ml.Data.CreateEnumerable<Row>(result, reuseRowObject: false))
        {
            float[] image = TestModels.Image(i++), projected = TestModels.Projected(image, applications),
                further = TestModels.Projected(image, applications + 1);
            CollectionAssert.AreEqual(projected, row.Clean);
            Assert.AreEqual(Distance(image, projected), row.Moved, 1e-5);
            Assert.AreEqual(Distance(projected, further), row.Rest, 1e-5);
            Assert.IsGreaterThan(0.1f, row.Moved);
            Assert.IsGreaterThan(0.001f, row.Rest);
        }
        Assert.AreEqual(23, i);
    }

    [TestMethod]
    [DataRow("Clean", 1)]
    [DataRow("Moved", 1)]
    [DataRow("Rest", 2)]
    [DataRow("Index", 0)]
    public void A_column_costs_only_when_it_is_read(string column, int runs)
    {
        var data = Rows.View(_ml, 1);
        using var stage = Estimator(1).Fit(data);
        var result = stage.Transform(data);
        Preview(result, column);
        Assert.AreEqual(runs, stage.Session.Runs);
    }

    [TestMethod]
    public void The_distance_alone_is_right_after_several_applications()
    {
        var data = Rows.View(_ml, 9);
        using var stage = Estimator(2).Fit(data);
        float[] moved = stage.Transform(data).GetColumn<float>("Moved").ToArray(), rest = stage.Transform(data).GetColumn<float>("Rest").ToArray();
        for (int i = 0; i < 9; i++)
        {
            float[] image = TestModels.Image(i), projected = TestModels.Projected(image, 2);
            Assert.AreEqual(Distance(image, projected), moved[i], 1e-5);
            Assert.AreEqual(Distance(projected, TestModels.Projected(image, 3)), rest[i], 1e-5);
        }
    }

    [TestMethod]
    public void A_prediction_engine_gives_the_same()
    {
        var data = Rows.View(_ml, 5);
        using var stage = Estimator(1).Fit(data);
        var batched = _ml.Data.CreateEnumerable<Row>(stage.Transform(data), reuseRowObject: false).ToList();
        using var engine = _ml.Model.CreatePredictionEngine<Rows.ImageRow, Row>(stage);
        foreach (var (row, expected) in Rows.Make(5).Zip(batched))
        {
            var actual = engine.Predict(row);
            Assert.AreEqual((expected.Moved, expected.Rest), (actual.Moved, actual.Rest));
        }
    }

    [TestMethod]
    public void Rows_can_be_filtered_by_how_far_they_were_off()
    {
        var data = Rows.View(_ml, 30);
        using var stage = Estimator(1).Fit(data);
        var result = stage.Transform(data);
        float[] moved = result.GetColumn<float>("Moved").ToArray();
        float median = moved.Order().ElementAt(15);
        Assert.AreEqual(15, _ml.Data.FilterRowsByColumn(result, "Moved", upperBound: median).GetColumn<int>("Index").Count());
    }

    [TestMethod]
    public void The_schema_shape_tells_them()
    {
        var shape = Estimator(1).GetOutputSchema(new SchemaShape([SchemaShapeColumn.Of("Noisy", Rows.View(_ml, 1).Schema["Noisy"].Type)]));
        foreach (string name in new[] { "Moved", "Rest" })
        {
            var column = shape.Single(c => c.Name == name);
            Assert.AreEqual((SchemaShape.Column.VectorKind.Scalar, (DataViewType)NumberDataViewType.Single), (column.Kind, column.ItemType));
        }
    }

    [TestMethod]
    public void Two_columns_of_one_name_are_refused()
    {
        var options = new IgnProjectionOptions { OutputColumn = "Clean", DisplacementColumn = "Moved", ResidualColumn = "Moved" };
        var exception = Assert.ThrowsExactly<ArgumentException>(() => _ml.Transforms.ProjectWithIgn(TestModels.Alone(), options));
        StringAssert.StartsWith(exception.Message, "The stage would create column 'Moved' twice.");
        Assert.ThrowsExactly<ArgumentException>(() => _ml.Transforms.ProjectWithIgn(TestModels.Alone(), options with { DisplacementColumn = "Clean" }));
        Assert.ThrowsExactly<ArgumentException>(() => _ml.Transforms.ProjectWithIgn(TestModels.Alone(), options with { DisplacementColumn = "" }));
    }

    private IgnProjectionEstimator Estimator(int applications) => _ml.Transforms.ProjectWithIgn(TestModels.Alone(), new IgnProjectionOptions
    {
        OutputColumn = "Clean",
        InputColumn = "Noisy",
        Applications = applications,
        DisplacementColumn = "Moved",
        ResidualColumn = "Rest",
        BatchSize = 8,
    });

    private static void Preview(IDataView data, string column)
    {
        using var cursor = data.GetRowCursor([data.Schema[column]]);
        Assert.IsTrue(cursor.MoveNext());
        if (column == "Clean") Read<VBuffer<float>>();
        else if (column == "Index") Read<int>();
        else Read<float>();

        void Read<T>()
        {
            T value = default!;
            cursor.GetGetter<T>(data.Schema[column])(ref value);
        }
    }

    private static double Distance(float[] a, float[] b) => Math.Sqrt(a.Zip(b, (x, y) => ((double)x - y) * ((double)x - y)).Sum());

    private sealed class Row
    {
        public float[] Clean { get; set; } = [];

        public float Moved { get; set; }

        public float Rest { get; set; }
    }
}
