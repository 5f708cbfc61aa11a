using System.Security.Cryptography;
using Ign.MLNet.Networks;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Ign.MLNet.Tests;

/// <summary>The models in <c>export/models</c> give the test vectors in <c>export/reference</c>, here and in stock ML.NET.</summary>
[TestClass]
public sealed class ShippedModelTests
{
    private const double Float32 = 1e-5, Float16 = 0.02;

    public static IEnumerable<object[]> Names => [["fashion-restore"], ["fashion-ign"]];

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void It_gives_the_test_vectors(string name)
    {
        var vectors = Vectors(name);
        foreach (var (file, bound) in new[] { (name, Float32), (name + ".fp16", Float16) })
        {
            using var projector = new IgnProjector(IgnModel.Load(Repository.At($"export/models/{file}.onnx")));
            AssertClose(vectors["output"], projector.Project(vectors["input"]), bound);
            AssertClose(vectors["twice"], projector.Project(vectors["input"], 2), 2 * bound);
        }
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void Stock_ML_NET_gives_them_from_a_file_with_a_batch_of_one(string name)
    {
        var vectors = Vectors(name);
        var model = IgnModel.Load(Repository.At($"export/models/{name}.onnx"));
        var weights = OnnxWeights.Read(OnnxModelReader.Read(model.Bytes.ToArray()), model.Card.Spec!);
        var ml = new MLContext();
        var data = ml.Data.LoadFromEnumerable(vectors["input"].Chunk(model.Shape.Size).Select(image => new Row { Input = image }));
        using var folder = new TemporaryFolder();
        foreach (var (applications, expected) in new[] { (1, "output"), (2, "twice") })
        {
            string path = folder.File($"{applications}.onnx");
            File.WriteAllBytes(path, OnnxModelWriter.Write(weights.Spec, weights, model.Card, new OnnxForm { Batch = 1, Applications = applications }));
            using var stage = ml.Transforms.ApplyOnnxModel(["output"], ["input"], path).Fit(data);
            AssertClose(vectors[expected], [.. stage.Transform(data).GetColumn<float[]>("output").SelectMany(v => v)], Float32);
        }
    }

    [TestMethod]
    [DataRow("fashion-restore")]
    [DataRow("fashion-restore.fp16")]
    [DataRow("fashion-ign")]
    [DataRow("fashion-ign.fp16")]
    [DataRow("photo")]
    [DataRow("photo.int8")]
    [DataRow("photo.opencv")]
    public void Its_card_lies_beside_it(string name)
    {
        byte[] bytes = File.ReadAllBytes(Repository.At($"export/models/{name}.onnx"));
        var info = OnnxModelReader.Read(bytes);
        var card = OnnxModelCheck.Check(info);
        Assert.AreEqual(card.ToJson() + "\n", File.ReadAllText(Repository.At($"export/models/{name}.card.json")));
        Assert.AreEqual(ModelPage.Write(card, info, $"{name}.onnx", Convert.ToHexStringLower(SHA256.HashData(bytes))),
            File.ReadAllText(Repository.At($"export/models/{name}.md")));
    }

    private static Dictionary<string, float[]> Vectors(string name) =>
        Safetensors.Read(Repository.At($"export/reference/{name}.safetensors")).Tensors.ToDictionary(t => t.Name, t => t.Data);

    private static void AssertClose(float[] expected, float[] actual, double bound)
    {
        Assert.HasCount(expected.Length, actual);
        Assert.IsLessThan(bound, expected.Zip(actual, (e, a) => (double)Math.Abs(e - a)).Max());
    }

    private sealed class Row
    {
        [ColumnName("input"), VectorType(784)]
        public float[] Input { get; set; } = [];
    }
}
