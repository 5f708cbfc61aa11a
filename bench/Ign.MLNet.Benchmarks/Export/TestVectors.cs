using Ign.MLNet.Networks;

namespace Ign.MLNet.Benchmarks;

/// <summary>Images and what the network makes of them, from <c>export/reference</c>.</summary>
internal sealed class TestVectors
{
    private TestVectors(float[] input, float[] output, int size) => (Input, Output, Images) = (input, output, [.. input.Chunk(size)]);

    internal float[] Input { get; }

    internal float[] Output { get; }

    internal IReadOnlyList<float[]> Images { get; }

    internal static TestVectors Read(string path)
    {
        var tensors = Safetensors.Read(path).Tensors.ToDictionary(t => t.Name);
        var input = tensors["input"];
        return new TestVectors(input.Data, tensors["output"].Data, input.Data.Length / input.Shape[0]);
    }

    internal double Difference(IEnumerable<float> output) => Output.Zip(output, (e, a) => (double)Math.Abs(e - a)).Max();
}
