using Ign.MLNet.Evaluation;
using Ign.MLNet.Networks;

namespace Ign.MLNet.Benchmarks;

/// <summary>The models of <c>export/models</c> in other forms.</summary>
internal static class ShippedModels
{
    internal static readonly string[] Names = ["fashion-restore", "fashion-ign"];

    internal static readonly (string Name, WeightPrecision Precision)[] Precisions =
        [("fp32", WeightPrecision.Float32), ("fp16", WeightPrecision.Float16), ("int8", WeightPrecision.Int8), ("int8-static", WeightPrecision.Int8Static)];

    /// <summary>A shipped model, written anew.</summary>
    internal static byte[] Export(string name, WeightPrecision precision, int opset = OnnxForm.DefaultOpset)
    {
        var info = OnnxModelReader.Read(File.ReadAllBytes(BenchRepository.At($"export/models/{name}.onnx")));
        var card = OnnxModelCheck.Check(info);
        var weights = OnnxWeights.Read(info, card.Spec!);
        var form = new OnnxForm { Precision = precision, Opset = opset };
        if (precision == WeightPrecision.Int8Static)
            form = form with { Opset = Math.Max(opset, OnnxForm.StaticOpset), Ranges = ActivationRanges.Measure(weights, Calibration()) };
        return OnnxModelWriter.Write(card.Spec!, weights, card, form);
    }

    /// <summary>Pictures that are not among the test vectors, and noise.</summary>
    private static IEnumerable<float[]> Calibration()
    {
        const int Pictures = 24, Noise = 8;
        var pictures = IdxFolder.ReadTest(BenchRepository.At("samples/data/fashion-mnist")).Take(Pictures);
        var noise = new GaussianSource().SampleMany(Noise, pictures.Shape, seed: 100);
        return pictures.ToRange().Concat(noise).Chunk(pictures.Shape.Size);
    }
}
