using System.Buffers.Binary;
using Ign.MLNet.Networks;
using NetVips;

namespace Ign.MLNet.Cli.Tests;

/// <summary>Small models, images and data sets.</summary>
internal static class TestFiles
{
    internal static NetworkSpec Spec(int channels, int height, int width) =>
        new NetworkSpec("test", new TensorShape(channels, height, width),
            [new Residual([new Conv(channels, channels, 3, 1, 1)]), new Activation(ActivationKind.Clamp)]).Validated();

    internal static WeightSet Weights(NetworkSpec spec)
    {
        var random = new Random(5);
        return new WeightSet(spec,
            spec.ParameterShapes.Select(p =>
                new NamedTensor(p.Name, p.Shape, [.. Enumerable.Range(0, (int)p.Count).Select(_ => (random.NextSingle() - 0.5f) * 0.3f)])));
    }

    internal static IgnModelCard Card(NetworkSpec spec, string noise = "none") =>
        new() { Name = "tester", Shape = spec.Input, NoiseSource = noise, License = "MIT" };

    internal static byte[] Model(int channels, int height, int width, string noise = "none")
    {
        var spec = Spec(channels, height, width);
        return OnnxModelWriter.Write(spec, Weights(spec), Card(spec, noise));
    }

    internal static string WriteModel(this TemporaryFolder folder, int channels = 1, int height = 8, int width = 8, string noise = "none")
    {
        File.WriteAllBytes(folder["model.onnx"], Model(channels, height, width, noise));
        return folder["model.onnx"];
    }

    /// <summary>A model for images of any size whose sides are multiples of 8.</summary>
    internal static string WriteAnySizeModel(this TemporaryFolder folder, int channels = 3)
    {
        var spec = PhotoUNet.For(new TensorShape(channels, 16, 24), width: 4, blocks: 1);
        File.WriteAllBytes(folder["any.onnx"], OnnxModelWriter.Write(spec, Weights(spec), Card(spec)));
        return folder["any.onnx"];
    }

    /// <summary>A model of 8x8 pixels that knows three classes: each adds another grey to the image.</summary>
    internal static string WriteLabelledModel(this TemporaryFolder folder)
    {
        var spec = new NetworkSpec("labelled", new TensorShape(4, 8, 8),
            [new Conditioned(1, 3, [new Conv(4, 1, 1, Bias: false), new Activation(ActivationKind.Clamp)])]).Validated();
        var weights = new WeightSet(spec, [new NamedTensor(spec.ParameterShapes[0].Name, [1, 4, 1, 1], [0.1f, -0.5f, 0.25f, 0.5f])]);
        File.WriteAllBytes(folder["labelled.onnx"], OnnxModelWriter.Write(spec, weights, Card(spec, "gaussian")));
        return folder["labelled.onnx"];
    }

    internal static byte[] Png(int width, int height, int bands, int seed = 1)
    {
        var pixels = new byte[width * height * bands];
        new Random(seed).NextBytes(pixels);
        using var image = Image.NewFromMemoryCopy<byte>(pixels, width, height, bands, Enums.BandFormat.Uchar);
        return image.PngsaveBuffer();
    }

    /// <summary>The same ONNX file without its metadata: a model of somebody else.</summary>
    internal static byte[] WithoutCard(byte[] onnx)
    {
        const int MetadataProps = 14;
        using var result = new MemoryStream();
        for (int at = 0; at < onnx.Length;)
        {
            int start = at;
            ulong tag = Varint(onnx, ref at);
            ulong value = Varint(onnx, ref at);
            if ((tag & 7) == 2) at += (int)value; // a length; all other fields of the outermost message are numbers
            if (tag >> 3 != MetadataProps) result.Write(onnx, start, at - start);
        }
        return result.ToArray();
    }

    /// <summary>An IDX file of random images of 28x28, and beside it one of labels of four classes.</summary>
    internal static string WriteIdx(this TemporaryFolder folder, int count)
    {
        var file = new byte[16 + (count * 784)];
        new Random(2).NextBytes(file);
        int[] header = [0x803, count, 28, 28];
        for (int i = 0; i < 4; i++) BinaryPrimitives.WriteInt32BigEndian(file.AsSpan(4 * i), header[i]);
        File.WriteAllBytes(folder["images-idx3-ubyte"], file);
        byte[] labels = [0, 0, 8, 1, 0, 0, (byte)(count >> 8), (byte)count, .. Enumerable.Range(0, count).Select(i => (byte)(i % 4))];
        File.WriteAllBytes(folder["labels-idx1-ubyte"], labels);
        return folder["images-idx3-ubyte"];
    }

    private static ulong Varint(byte[] bytes, ref int at)
    {
        ulong value = 0;
        for (int shift = 0; ; shift += 7)
        {
            byte next = bytes[at++];
            value |= (ulong)(next & 127) << shift;
            if (next < 128) return value;
        }
    }
}
