using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace Ign.MLNet.Tests;

/// <summary>A pipeline that was saved by an earlier build: what lies on the disks of users goes on loading, and is saved as it was.</summary>
[TestClass]
public sealed class StoredPipelineTests
{
    private readonly MLContext _ml = new();

    private static string Stored => Repository.At("tests/Ign.MLNet.Tests/Persistence/saved-pipeline.zip");

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void It_loads_as_the_stages_that_were_saved(bool registered)
    {
        using var loaded = (IDisposable)Load(registered);
        IgnProjectionTransformer[] stages = [.. SavedModels.Members((ITransformer)loaded).Cast<IgnProjectionTransformer>()];
        CollectionAssert.AreEqual(new[] { "Noisy>FromVector", "Bytes>FromBytes", "Picture>FromPicture" },
            stages.Select(s => $"{s.InputColumn}>{s.OutputColumn}").ToArray());
        Assert.AreEqual((2, 5, 0f, 1f, "Moved", "Rest"),
            (stages[0].Applications, stages[0].BatchSize, stages[0].Options.Minimum, stages[0].Options.Maximum, stages[0].Options.DisplacementColumn,
                stages[0].Options.ResidualColumn));
        Assert.AreEqual((ProjectionOutput.Tensor, ProjectionOutput.Image), (stages[1].Options.Output, stages[2].Options.Output));

        using var made = Pipeline(stages[0].Model).Fit(Data());
        IDataView expected = made.Transform(Data()), actual = ((ITransformer)loaded).Transform(Data());
        foreach (string column in (string[])["FromVector", "FromBytes"])
            foreach (var (e, a) in expected.GetColumn<float[]>(column).Zip(actual.GetColumn<float[]>(column))) CollectionAssert.AreEqual(e, a, column);
        foreach (string column in (string[])["Moved", "Rest"])
            CollectionAssert.AreEqual(expected.GetColumn<float>(column).ToArray(), actual.GetColumn<float>(column).ToArray(), column);
        foreach (var (e, a) in Pixels(expected).Zip(Pixels(actual))) CollectionAssert.AreEqual(e, a);
    }

    [TestMethod]
    public void It_loads_in_plain_ML_NET_with_the_same_numbers()
    {
        using var folder = new TemporaryFolder();
        using var plain = (TransformerChain<ITransformer>)new MLContext { TempFilePath = folder.Path }.Model.Load(Stored, out _);
        using var stages = (IDisposable)Load(registered: true);
        IDataView expected = ((ITransformer)stages).Transform(Data()), actual = plain.Transform(Data());
        foreach (var (e, a) in expected.GetColumn<float[]>("FromVector").Zip(actual.GetColumn<float[]>("FromVector")))
            Assert.IsLessThan(1e-5f, e.Zip(a, (x, y) => Math.Abs(x - y)).Max());
    }

    [TestMethod]
    public void A_pipeline_of_today_holds_the_same_networks_byte_for_byte()
    {
        using var folder = new TemporaryFolder();
        using (var loaded = (IDisposable)Load(registered: true))
        {
            var model = SavedModels.Members((ITransformer)loaded).OfType<IgnProjectionTransformer>().First().Model;
            using var made = Pipeline(model).Fit(Data());
            _ml.Model.Save(made, Data().Schema, folder.File("today.zip"));
        }
        string[] networks = [.. SavedModels.Entries(Stored).Where(e => e.EndsWith("OnnxModel", StringComparison.Ordinal))];
        Assert.HasCount(3, networks);
        foreach (string network in networks)
            CollectionAssert.AreEqual(SavedModels.Entry(Stored, network), SavedModels.Entry(folder.File("today.zip"), network), network);
    }

    private static ITransformer Load(bool registered)
    {
        if (registered) return SavedModels.Registered().Model.Load(Stored, out _);
        var ml = new MLContext();
        return IgnProjectionTransformer.Rehydrate(ml, ml.Model.Load(Stored, out _));
    }

    private EstimatorChain<IgnProjectionTransformer> Pipeline(IgnModel model) => _ml.Transforms
        .ProjectWithIgn(model, new IgnProjectionOptions
        {
            OutputColumn = "FromVector",
            InputColumn = "Noisy",
            Minimum = 0,
            Maximum = 1,
            Applications = 2,
            DisplacementColumn = "Moved",
            ResidualColumn = "Rest",
            BatchSize = 5,
        })
        .Append(_ml.Transforms.ProjectWithIgn(model,
            new IgnProjectionOptions { OutputColumn = "FromBytes", InputColumn = "Bytes", Output = ProjectionOutput.Tensor }))
        .Append(_ml.Transforms.ProjectWithIgn(model,
            new IgnProjectionOptions { OutputColumn = "FromPicture", InputColumn = "Picture", Output = ProjectionOutput.Image }));

    private IDataView Data() => _ml.Data.LoadFromEnumerable(Enumerable.Range(0, 7).Select(i =>
    {
        var random = new Random(i);
        byte[] pixels = new byte[6 * 8 * 4];
        random.NextBytes(pixels);
        return new Row
        {
            Noisy = [.. Enumerable.Range(0, 48).Select(_ => random.NextSingle())],
            Bytes = pixels[..48],
            Picture = MLImage.CreateFromPixels(8, 6, MLPixelFormat.Rgba32, pixels),
        };
    }));

    private static List<byte[]> Pixels(IDataView data) => [.. data.GetColumn<MLImage>("FromPicture").Select(image => image.Pixels.ToArray())];

    private sealed class Row
    {
        [VectorType(48)]
        public float[] Noisy { get; set; } = [];

        [VectorType(48)]
        public byte[] Bytes { get; set; } = [];

        [ImageType(6, 8)]
        public MLImage? Picture { get; set; }
    }
}
