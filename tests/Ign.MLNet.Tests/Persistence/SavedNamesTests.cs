using Ign.MLNet.Networks;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Ign.MLNet.Tests;

/// <summary>Columns may be called anything: no name in a saved file is built from theirs.</summary>
[TestClass]
public sealed class SavedNamesTests : IDisposable
{
    private readonly MLContext _ml = new();
    private readonly TemporaryFolder _folder = new();

    public static IEnumerable<object[]> Names =>
        from name in new[]
        {
            "Clean.output", ".output", "a.output.output", "two words", " ", "a.b", "input", "output", "ign-input:Clean", "ign-stage/moved", "Transform_000",
            "../up", "a/b", "c:\\d", "line\nbreak", "\"quoted\"", "имя 名前 😀", "e\u0301", "Noisy", "NOISY", TestModels.Tiny.InputName,
            TestModels.Tiny.OutputName, new string('x', 3000),
        }
        select new object[] { name };

    public void Dispose() => _folder.Dispose();

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void A_column_of_any_name_is_saved_and_comes_back(string name)
    {
        foreach (var (input, output, moved) in new[] { ("Noisy", "Clean", name), (name, name, "Moved.output") })
        {
            if (output == moved) continue;
            var data = View(input);
            var options = new IgnProjectionOptions
            {
                InputColumn = input,
                OutputColumn = output,
                DisplacementColumn = moved,
                ResidualColumn = "rest.output",
                Applications = 2,
            };
            using var stage = _ml.Transforms.ProjectWithIgn(TestModels.Tiny, options).Fit(data);
            _ml.Model.Save(stage, data.Schema, _folder.File("model.zip"));
            foreach (bool registered in new[] { false, true })
            {
                var ml = new MLContext { TempFilePath = _folder.Path };
                if (registered) ml.RegisterIgn();
                var loaded = ml.Model.Load(_folder.File("model.zip"), out _);
                var (expected, actual) = (stage.Transform(data), loaded.Transform(data));
                CollectionAssert.AreEquivalent(expected.Schema.Select(c => c.Name).ToList(), actual.Schema.Select(c => c.Name).ToList());
                foreach (string column in new[] { moved, "rest.output" })
                    Pictures.AssertClose([.. expected.GetColumn<float>(column)],
                        registered ? [.. actual.GetColumn<float>(column)] : [.. actual.GetColumn<float[]>(column).Select(v => v.Single())], 1e-4f);
                Pictures.AssertClose([.. expected.GetColumn<float[]>(output).SelectMany(v => v)], [.. actual.GetColumn<float[]>(output).SelectMany(v => v)]);
                (loaded as IDisposable)!.Dispose();
            }
        }
    }

    [TestMethod]
    public void Stages_whose_columns_are_each_others_do_not_meet_in_one_pipeline()
    {
        var data = View("a.output");
        var pipeline = _ml.Transforms.ProjectWithIgn("b.output", "a.output", TestModels.Tiny)
            .Append(_ml.Transforms.ProjectWithIgn("a.output", "b.output", TestModels.Tiny))
            .Append(_ml.Transforms.ProjectWithIgn("b.output", "a.output", TestModels.Tiny));
        using var fitted = pipeline.Fit(data);
        _ml.Model.Save(fitted, data.Schema, _folder.File("model.zip"));
        using var loaded = new MLContext { TempFilePath = _folder.Path }.Model.Load(_folder.File("model.zip"), out _) as IDisposable;
        Pictures.AssertClose(TestModels.Projected(TestModels.Image(0), 3), ((ITransformer)loaded!).Transform(data).GetColumn<float[]>("b.output").First());
    }

    [TestMethod]
    public void A_model_that_holds_our_prefix_comes_back_byte_for_byte()
    {
        var card = TestModels.Tiny.Card with { Name = "ign-stage/ and ign-stage-2/" };
        var weights = OnnxWeights.Read(OnnxModelReader.Read(TestModels.Tiny.Bytes.ToArray()), card.Spec!);
        var model = IgnModel.FromBytes(OnnxModelWriter.Write(card.Spec!, weights, card));
        using var stage = _ml.Transforms.ProjectWithIgn("Clean", "Noisy", model).Fit(View("Noisy"));
        var record = StageRecord.Of(stage);
        Assert.AreEqual("ign-stage-3/", record.Prefix);
        CollectionAssert.AreEqual(model.Bytes.ToArray(), SurrogateModel.Unwrap(SurrogateModel.Wrap(model, record), record));
    }

    private IDataView View(string column)
    {
        var definition = SchemaDefinition.Create(typeof(Rows.ImageRow));
        definition[nameof(Rows.ImageRow.Noisy)].ColumnName = column;
        return _ml.Data.LoadFromEnumerable(Rows.Make(2), definition);
    }
}
