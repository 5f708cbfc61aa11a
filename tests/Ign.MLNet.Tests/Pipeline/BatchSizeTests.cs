using Microsoft.ML;
using Microsoft.ML.Data;

namespace Ign.MLNet.Tests;

/// <summary>What a row becomes does not depend on the rows that are computed with it, to the last bit.</summary>
[TestClass]
public sealed class BatchSizeTests
{
    private const int Rows = 256;

    private readonly MLContext _ml = new();

    [TestMethod]
    [DataRow(1)]
    [DataRow(2)]
    public void Every_batch_size_up_to_256_gives_the_same_bits(int threads) => AssertSame(TestModels.Tiny, Enumerable.Range(1, Rows), threads);

    [TestMethod]
    [DataRow(1)]
    [DataRow(2)]
    public void So_it_is_with_the_shipped_model(int threads) => AssertSame(IgnModel.Load(Repository.Model), [1, 3, 16, 33, 128, 255, 256], threads);

    private void AssertSame(IgnModel model, IEnumerable<int> batchSizes, int threads)
    {
        var random = new Random(3);
        float[][] images = [.. Enumerable.Range(0, Rows).Select(_ => Enumerable.Range(0, model.Shape.Size).Select(_ => random.NextSingle() * 2 - 1).ToArray())];
        var schema = SchemaDefinition.Create(typeof(Row));
        schema[nameof(Row.Noisy)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, model.Shape.Size);
        var data = _ml.Data.LoadFromEnumerable(images.Select(i => new Row { Noisy = i }), schema);
        float[][] expected = [.. images.Select(i => TestModels.Projected(i, model: model))];
        foreach (int batchSize in batchSizes)
        {
            var options = new IgnProjectionOptions { OutputColumn = "Clean", InputColumn = "Noisy", BatchSize = batchSize, IntraOpThreads = threads };
            using var stage = _ml.Transforms.ProjectWithIgn(model, options).Fit(data);
            int row = 0;
            foreach (float[] clean in stage.Transform(data).GetColumn<float[]>("Clean"))
            {
                Assert.IsTrue(expected[row].AsSpan().SequenceEqual(clean), $"batch size {batchSize}, row {row}");
                row++;
            }
            Assert.AreEqual(Rows, row);
        }
    }

    private sealed class Row
    {
        public float[] Noisy { get; set; } = [];
    }
}
