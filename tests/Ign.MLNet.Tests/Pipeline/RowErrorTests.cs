using Microsoft.ML;
using Microsoft.ML.Data;

namespace Ign.MLNet.Tests;

/// <summary>What is wrong with a row is an error of the one who reads it there, as without reading ahead; never of the row beside it.</summary>
[TestClass]
public sealed class RowErrorTests
{
    private const int Count = 12, Bad = 4;

    private readonly MLContext _ml = new();

    public static IEnumerable<object[]> BadVectors =>
    [
        [null!, "there is no image. Filter such rows out before this stage, or set NonFinite to Missing to get a missing projection."],
        [Array.Empty<float>(), "there is no image. Filter such rows out before this stage, or set NonFinite to Missing to get a missing projection."],
        [new float[95], "expected a vector of 96 values, got one of 95."],
        [new float[97], "expected a vector of 96 values, got one of 97."],
    ];

    [TestMethod]
    [DynamicData(nameof(BadVectors))]
    public void A_vector_that_does_not_fit_is_an_error_of_its_row(float[]? bad, string message)
    {
        var data = _ml.Data.LoadFromEnumerable(Vectors(bad));
        using var stage = Fit(data, NonFiniteInput.Throw);
        AssertOnlyBadRowFails(stage.Transform(data), $"Column 'Noisy', row {Bad}: {message}");
        using var engine = _ml.Model.CreatePredictionEngine<VectorRow, CleanRow>(stage);
        engine.Predict(Vectors(bad)[0]);
        StringAssert.EndsWith(Assert.ThrowsExactly<InvalidOperationException>(() => engine.Predict(Vectors(bad)[Bad])).Message, message);
        engine.Predict(Vectors(bad)[Bad + 1]);
    }

    [TestMethod]
    public void A_preview_of_the_rows_before_it_works()
    {
        var data = _ml.Data.LoadFromEnumerable(Vectors(null));
        using var stage = Fit(data, NonFiniteInput.Throw);
        Assert.HasCount(3, stage.Transform(data).Preview(3).RowView);
    }

    [TestMethod]
    public void Where_missing_images_are_allowed_null_is_one_and_a_wrong_length_is_not()
    {
        var data = _ml.Data.LoadFromEnumerable(Vectors(null));
        using var stage = Fit(data, NonFiniteInput.Missing);
        Assert.IsTrue(_ml.Data.CreateEnumerable<CleanRow>(stage.Transform(data), reuseRowObject: false).ElementAt(Bad).Clean.All(float.IsNaN));
        var wrong = _ml.Data.LoadFromEnumerable(Vectors(new float[95]));
        Assert.ThrowsExactly<InvalidOperationException>(() => stage.Transform(wrong).GetColumn<float[]>("Clean").ToList());
    }

    [TestMethod]
    public void What_one_stage_marks_as_missing_the_next_one_hands_on()
    {
        var rows = Enumerable.Range(0, Count).Select(i => new Pictures.Row { Picture = i == Bad ? null : Pictures.Make(i), Index = i }).ToList();
        var data = _ml.Data.LoadFromEnumerable(rows);
        IgnProjectionOptions Options(string output, string input, ProjectionOutput kind) =>
            new() { OutputColumn = output, InputColumn = input, Output = kind, NonFinite = NonFiniteInput.Missing, DisplacementColumn = output + "Moved" };
        var pipeline = _ml.Transforms.ProjectWithIgn(TestModels.Colour, Options("First", "Picture", ProjectionOutput.Image))
            .Append(_ml.Transforms.ProjectWithIgn(TestModels.Colour, Options("Second", "First", ProjectionOutput.Vector)));
        var result = pipeline.Fit(data).Transform(data);
        Assert.IsNull(result.GetColumn<MLImage>("First").ElementAt(Bad));
        float[][] second = [.. result.GetColumn<float[]>("Second")];
        for (int i = 0; i < Count; i++) Assert.AreEqual(i == Bad, second[i].All(float.IsNaN), $"{i}");
        Assert.IsTrue(float.IsNaN(result.GetColumn<float>("SecondMoved").ElementAt(Bad)));
    }

    [TestMethod]
    public void A_file_that_is_not_there_is_an_error_of_its_row_which_names_it()
    {
        using var folder = new TemporaryFolder();
        for (int i = 0; i < Count; i++) if (i != Bad) Pictures.Make(i).Save(folder.File($"{i}.png"));
        var data = Files(folder);
        using var stage = _ml.Transforms.ProjectWithIgn("Clean", "Picture", TestModels.Colour).Fit(data);
        var result = stage.Transform(data);
        using var cursor = result.GetRowCursor(result.Schema);
        var clean = cursor.GetGetter<VBuffer<float>>(result.Schema["Clean"]);
        var picture = cursor.GetGetter<MLImage>(result.Schema["Picture"]);
        VBuffer<float> values = default;
        MLImage image = null!;
        for (int i = 0; i < Count; i++)
        {
            Assert.IsTrue(cursor.MoveNext());
            if (i != Bad)
            {
                clean(ref values);
                picture(ref image);
                continue;
            }
            var error = Assert.ThrowsExactly<InvalidOperationException>(() => clean(ref values));
            StringAssert.StartsWith(error.Message, $"Column 'Picture', row {Bad} (File '{Bad}.png'): ");
            // The column itself fails as it does without the stage.
            var own = Assert.Throws<Exception>(() => picture(ref image));
            Assert.AreEqual(error.InnerException!.GetType(), own.GetType());
        }
        Assert.IsFalse(cursor.MoveNext());
    }

    [TestMethod]
    public void A_picture_of_another_size_names_its_file()
    {
        using var folder = new TemporaryFolder();
        for (int i = 0; i < Count; i++) Pictures.Make(i, width: i == Bad ? 9 : 8).Save(folder.File($"{i}.png"));
        var data = Files(folder);
        using var stage = _ml.Transforms.ProjectWithIgn("Clean", "Picture", TestModels.Colour).Fit(data);
        AssertOnlyBadRowFails(stage.Transform(data),
            $"Column 'Picture', row {Bad} (File '{Bad}.png'): expected an image of 8x6 pixels, got one of 9x6. Set Resizing to have images resized.");
    }

    [TestMethod]
    [DataRow("Number")]
    [DataRow("Vector")]
    [DataRow("Word")]
    public void A_column_beside_the_image_fails_only_where_it_is_read(string column)
    {
        var data = _ml.Data.LoadFromEnumerable(Enumerable.Range(0, Count).Select(i => new Beside { Noisy = TestModels.Image(i), Index = i }).ToList());
        using var stage = Fit(data, NonFiniteInput.Throw);
        var result = stage.Transform(data);
        using var cursor = result.GetRowCursor(result.Schema);
        var clean = cursor.GetGetter<VBuffer<float>>(result.Schema["Clean"]);
        VBuffer<float> image = default, vector = default;
        ReadOnlyMemory<char> word = default;
        float number = 0;
        Action read = column switch
        {
            "Number" => Reader<float>((getter) => getter(ref number)),
            "Vector" => Reader<VBuffer<float>>(getter => getter(ref vector)),
            _ => Reader<ReadOnlyMemory<char>>(getter => getter(ref word)),
        };
        for (int i = 0; i < Count; i++)
        {
            Assert.IsTrue(cursor.MoveNext());
            clean(ref image);
            CollectionAssert.AreEqual(TestModels.Projected(TestModels.Image(i)), image.DenseValues().ToArray());
            if (i == Bad) Assert.AreEqual("Made up.", Assert.ThrowsExactly<FormatException>(read).Message);
            else read();
        }

        Action Reader<T>(Action<ValueGetter<T>> act)
        {
            var getter = cursor.GetGetter<T>(result.Schema[column]);
            return () => act(getter);
        }
    }

    [TestMethod]
    public void A_source_that_breaks_off_gives_the_rows_before()
    {
        IEnumerable<VectorRow> Broken()
        {
            foreach (var row in Vectors(TestModels.Image(Bad)).Take(9)) yield return row;
            throw new IOException("Made up.");
        }
        var data = _ml.Data.LoadFromEnumerable(Broken());
        using var stage = Fit(data, NonFiniteInput.Throw);
        var result = stage.Transform(data);
        using var cursor = result.GetRowCursor([result.Schema["Clean"]]);
        for (int i = 0; i < 9; i++) Assert.IsTrue(cursor.MoveNext());
        Assert.AreEqual("Made up.", Assert.ThrowsExactly<IOException>(() => cursor.MoveNext()).Message);
    }

    [TestMethod]
    public void No_columns_at_all_are_an_argument_that_is_missing()
    {
        var data = Rows.View(_ml, 1);
        using var stage = Fit(data, NonFiniteInput.Throw);
        var result = stage.Transform(data);
        Assert.ThrowsExactly<ArgumentNullException>(() => result.GetRowCursor((IEnumerable<DataViewSchema.Column>)null!));
        Assert.ThrowsExactly<ArgumentNullException>(() => result.GetRowCursorSet(null!, 2));
        var mapper = ((ITransformer)stage).GetRowToRowMapper(data.Schema);
        Assert.ThrowsExactly<ArgumentNullException>(() => mapper.GetDependencies(null!));
    }

    private static void AssertOnlyBadRowFails(IDataView result, string message)
    {
        foreach (bool read in (bool[])[false, true])
        {
            using var cursor = result.GetRowCursor(result.Schema);
            var clean = cursor.GetGetter<VBuffer<float>>(result.Schema["Clean"]);
            VBuffer<float> image = default;
            for (int i = 0; i < Count; i++)
            {
                Assert.IsTrue(cursor.MoveNext());
                if (!read) continue;
                if (i == Bad)
                {
                    Assert.AreEqual(message, Assert.ThrowsExactly<InvalidOperationException>(() => clean(ref image)).Message);
                    continue;
                }
                clean(ref image);
                Assert.IsTrue(float.IsFinite(image.GetItemOrDefault(0)));
            }
            Assert.IsFalse(cursor.MoveNext());
        }
    }

    private IDataView Files(TemporaryFolder folder)
    {
        var rows = _ml.Data.LoadFromEnumerable(Enumerable.Range(0, Count).Select(i => new FileRow { Label = "a garment.", File = $"{i}.png" }));
        return _ml.Transforms.LoadImages("Picture", Path.GetDirectoryName(folder.File("0.png")), "File").Fit(rows).Transform(rows);
    }

    private IgnProjectionTransformer Fit(IDataView data, NonFiniteInput policy) =>
        _ml.Transforms.ProjectWithIgn(TestModels.Tiny, new IgnProjectionOptions { OutputColumn = "Clean", InputColumn = "Noisy", NonFinite = policy })
            .Fit(data);

    private static List<VectorRow> Vectors(float[]? bad) =>
        [.. Enumerable.Range(0, Count).Select(i => new VectorRow { Noisy = i == Bad ? bad : TestModels.Image(i), Index = i })];

    private sealed class VectorRow
    {
        [VectorType(96)]
        public float[]? Noisy { get; set; }

        public int Index { get; set; }
    }

    /// <summary>A source whose columns fail one by one, as those of a file that is read lazily.</summary>
    private sealed class Beside
    {
        [VectorType(96)]
        public float[]? Noisy { get; set; }

        public int Index { get; set; }

        public float Number { get => Checked(Index); set => Index = (int)value; }

        [VectorType(1)]
        public float[] Vector { get => [Checked(Index)]; set => Index = (int)value[0]; }

        public string Word { get => $"{Checked(Index)}"; set => Index = value.Length; }

        private static int Checked(int index) => index == Bad ? throw new FormatException("Made up.") : index;
    }

    private sealed class CleanRow
    {
        public float[] Clean { get; set; } = [];
    }

    private sealed class FileRow
    {
        public string Label { get; set; } = "";

        public string File { get; set; } = "";
    }
}
