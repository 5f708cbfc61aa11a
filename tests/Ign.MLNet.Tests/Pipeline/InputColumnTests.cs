using Microsoft.ML;
using Microsoft.ML.Data;

namespace Ign.MLNet.Tests;

[TestClass]
public sealed class InputColumnTests
{
    private readonly MLContext _ml = new();

    [TestMethod]
    public void Sparse_vectors_are_read_as_their_dense_values()
    {
        var data = _ml.Data.LoadFromEnumerable(Enumerable.Range(0, 12)
            .Select(i => new SparseRow { Noisy = new VBuffer<float>(96, 3, [0.5f, -0.25f, i / 12f], [0, 40, 95]) }));
        using var stage = _ml.Transforms.ProjectWithIgn("Clean", "Noisy", TestModels.Tiny).Fit(data);
        var clean = stage.Transform(data).GetColumn<float[]>("Clean").ToList();
        for (int i = 0; i < 12; i++)
        {
            float[] dense = new float[96];
            (dense[0], dense[40], dense[95]) = (0.5f, -0.25f, i / 12f);
            CollectionAssert.AreEqual(TestModels.Projected(dense), clean[i]);
        }
    }

    [TestMethod]
    public void Bytes_are_scaled_to_the_value_range_of_the_card()
    {
        var data = ByteView(6);
        using var stage = _ml.Transforms.ProjectWithIgn("Clean", "Pixels", TestModels.Tiny).Fit(data);
        var clean = stage.Transform(data).GetColumn<float[]>("Clean").ToList();
        for (int i = 0; i < 6; i++)
        {
            float[] scaled = [.. Pixels(i).Select(b => b / 127.5f - 1)];
            float[] expected = TestModels.Projected(scaled);
            Assert.IsLessThan(1e-5f, expected.Zip(clean[i], (a, b) => Math.Abs(a - b)).Max());
        }
    }

    [TestMethod]
    public void The_range_of_bytes_follows_the_card()
    {
        var card = IgnModel.FromBytes(TestModels.TinyBytes(minimum: 0, maximum: 1)).Card;
        var reader = new ByteVectorReader((ref VBuffer<byte> value) => value = new VBuffer<byte>(96, 3, [0, 51, 255], [0, 1, 2]), card);
        float[] image = new float[3];
        Assert.AreEqual(card.Shape, reader.Take());
        reader.Write(image);
        CollectionAssert.AreEqual(new[] { 0f, 0.2f, 1f }, image);
    }

    [TestMethod]
    public void The_output_may_take_the_name_of_the_input()
    {
        var data = Rows.View(_ml, 3);
        using var stage = _ml.Transforms.ProjectWithIgn("Noisy", null, TestModels.Tiny).Fit(data);
        var result = stage.Transform(data).GetColumn<float[]>("Noisy").ToList();
        for (int i = 0; i < 3; i++) CollectionAssert.AreEqual(TestModels.Projected(TestModels.Image(i)), result[i]);
    }

    internal static byte[] Pixels(int seed)
    {
        byte[] pixels = new byte[96];
        new Random(seed).NextBytes(pixels);
        return pixels;
    }

    internal static IEnumerable<ByteRow> ByteRows(int count) => Enumerable.Range(0, count).Select(i => new ByteRow { Pixels = Pixels(i) });

    private IDataView ByteView(int count) => _ml.Data.LoadFromEnumerable(ByteRows(count));

    internal sealed class ByteRow
    {
        [VectorType(96)]
        public byte[] Pixels { get; set; } = [];
    }

    private sealed class SparseRow
    {
        [VectorType(96)]
        public VBuffer<float> Noisy { get; set; }
    }
}
