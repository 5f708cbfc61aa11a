using Microsoft.ML;
using Microsoft.ML.Data;

namespace Ign.MLNet.Tests;

[TestClass]
public sealed class NonFiniteInputTests
{
    private readonly MLContext _ml = new();

    [TestMethod]
    [DataRow(float.NaN, "NaN")]
    [DataRow(float.PositiveInfinity, "Infinity")]
    [DataRow(float.NegativeInfinity, "-Infinity")]
    public void It_is_an_error_of_the_row_that_holds_it_and_of_no_other(float value, string text)
    {
        var data = View(value);
        using var stage = Fit(data, NonFiniteInput.Throw);
        var result = stage.Transform(data);
        using var cursor = result.GetRowCursor(result.Schema);
        var clean = cursor.GetGetter<VBuffer<float>>(result.Schema["Clean"]);
        var moved = cursor.GetGetter<float>(result.Schema["Moved"]);
        VBuffer<float> image = default;
        float number = 0;
        for (int i = 0; cursor.MoveNext(); i++)
        {
            if (i == 3)
            {
                string message = $"Column 'Noisy', row 3: value 41 of the image is {text}, expected finite values between -1 and 1. " +
                    "Replace it before this stage, or set NonFinite to Missing to get a projection of NaN.";
                Assert.AreEqual(message, Assert.ThrowsExactly<InvalidOperationException>(() => clean(ref image)).Message);
                Assert.AreEqual(message, Assert.ThrowsExactly<InvalidOperationException>(() => moved(ref number)).Message);
                continue;
            }
            clean(ref image);
            CollectionAssert.AreEqual(TestModels.Projected(TestModels.Image(i)), image.DenseValues().ToArray());
        }
    }

    [TestMethod]
    public void On_demand_its_projection_is_missing()
    {
        var data = View(float.NaN);
        using var stage = Fit(data, NonFiniteInput.Missing);
        var rows = _ml.Data.CreateEnumerable<Row>(stage.Transform(data), reuseRowObject: false).ToList();
        for (int i = 0; i < rows.Count; i++)
        {
            if (i == 3) Assert.IsTrue(rows[i].Clean.All(float.IsNaN) && float.IsNaN(rows[i].Moved));
            else CollectionAssert.AreEqual(TestModels.Projected(TestModels.Image(i)), rows[i].Clean);
        }
    }

    [TestMethod]
    public void A_prediction_engine_behaves_the_same()
    {
        var bad = new Rows.ImageRow { Noisy = TestModels.Image(1) };
        bad.Noisy[0] = float.NaN;
        using var stage = Fit(View(0), NonFiniteInput.Throw);
        using var engine = _ml.Model.CreatePredictionEngine<Rows.ImageRow, Row>(stage);
        Assert.ThrowsExactly<InvalidOperationException>(() => engine.Predict(bad));
        CollectionAssert.AreEqual(TestModels.Projected(TestModels.Image(2)), engine.Predict(new Rows.ImageRow { Noisy = TestModels.Image(2) }).Clean);
    }

    private IDataView View(float value)
    {
        var rows = Rows.Make(6).ToList();
        rows[3].Noisy[41] = value;
        return _ml.Data.LoadFromEnumerable(rows);
    }

    private IgnProjectionTransformer Fit(IDataView data, NonFiniteInput policy) => _ml.Transforms.ProjectWithIgn(TestModels.Tiny, new IgnProjectionOptions
    {
        OutputColumn = "Clean",
        InputColumn = "Noisy",
        DisplacementColumn = "Moved",
        NonFinite = policy,
    }).Fit(data);

    private sealed class Row
    {
        public float[] Clean { get; set; } = [];

        public float Moved { get; set; }
    }
}
