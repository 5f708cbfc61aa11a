using System.Security.Cryptography;
using Ign.MLNet.Networks;

namespace Ign.MLNet;

/// <summary>
/// A trained model: one ONNX file that describes itself. The file is checked on loading, before ONNX Runtime sees it; an instance is
/// immutable and may be shared between threads.
/// </summary>
public sealed class IgnModel
{
    private readonly byte[] _bytes;

    private IgnModel(byte[] bytes)
    {
        _bytes = bytes;
        var info = OnnxModelReader.Read(bytes);
        Card = OnnxModelCheck.Check(info);
        if (Card.Elements != ImageElements.Float || info.Inputs[0].Shape[0] is not null)
            throw new IgnFormatException("The model was exported for other runtimes, with 8-bit pixels or a fixed batch; here the form with 32-bit floats and a free batch is needed, which does both by itself.");
        (SideMultiple, Halo, BytesPerPixel) = Card.AnySize ? (Card.Spec!.SideMultiple, Card.Spec.Halo, OnnxMemory.BytesPerPixel(info, Card)) : (0, 0, 0);
        Opset = info.Opset;
        InputName = info.Inputs[0].Name;
        OutputName = info.Outputs[0].Name;
        Hash = Convert.ToHexStringLower(SHA256.HashData(bytes));
    }

    /// <summary>What the file says about the model: shape, value range, training facts.</summary>
    public IgnModelCard Card { get; }

    /// <summary>Shape of one image; where images of <see cref="AnySize">any size</see> are taken, the one that was trained on.</summary>
    public TensorShape Shape => Card.Shape;

    /// <summary>
    /// Whether images of any size are taken. Inside, their sides are filled up to multiples of <see cref="SideMultiple"/> by mirroring, and cut back.
    /// </summary>
    public bool AnySize => Card.AnySize;

    /// <summary>What the sides of an image are filled up to multiples of, in pixels; 0 where one size is taken only.</summary>
    public int SideMultiple { get; }

    /// <summary>How far the network looks, in pixels along each side (<see cref="NetworkSpec.Halo"/>); 0 where one size is taken only.</summary>
    public int Halo { get; }

    /// <summary>Memory that applying the network takes for each pixel of a large image, in bytes, about; 0 where one size is taken only.</summary>
    public int BytesPerPixel { get; }

    /// <summary>The ONNX file.</summary>
    public ReadOnlyMemory<byte> Bytes => _bytes;

    /// <summary>SHA-256 of <see cref="Bytes"/>, 64 lower-case hexadecimal digits.</summary>
    public string Hash { get; }

    /// <summary>Operator set of the graph.</summary>
    internal long Opset { get; }

    /// <summary>Name of the graph's input tensor.</summary>
    internal string InputName { get; }

    /// <summary>Name of the graph's output tensor.</summary>
    internal string OutputName { get; }

    /// <summary>Reads and checks a model file.</summary>
    /// <param name="path">The <c>.onnx</c> file.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="IgnFormatException">The file is not a model of this kind, or is damaged.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static IgnModel Load(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var file = new FileInfo(path);
        if (!file.Exists) throw new FileNotFoundException($"There is no model file '{path}'.", path);
        try
        {
            return new IgnModel(BoundedFile.ReadModel(path));
        }
        catch (IgnFormatException e)
        {
            throw new IgnFormatException($"'{path}' cannot be used: {e.Message}", e);
        }
    }

    /// <summary>Reads and checks a model from a stream, for example an embedded resource or an answer from the network.</summary>
    /// <param name="onnx">The content of an <c>.onnx</c> file, from where the stream stands to its end. It stays open; it need not be seekable.</param>
    /// <exception cref="ArgumentException">The stream cannot be read from.</exception>
    /// <exception cref="IgnFormatException">The content is not a model of this kind, or is damaged.</exception>
    /// <exception cref="IOException">The stream cannot be read.</exception>
    public static IgnModel Load(Stream onnx) => new(BoundedFile.ReadModel(onnx));

    /// <summary>Checks a model that is already in memory.</summary>
    /// <param name="onnx">The content of an <c>.onnx</c> file; copied.</param>
    /// <exception cref="IgnFormatException">The bytes are not a model of this kind, or are damaged.</exception>
    public static IgnModel FromBytes(byte[] onnx)
    {
        ArgumentNullException.ThrowIfNull(onnx);
        OnnxModelCheck.CheckLength(onnx.Length);
        return new IgnModel((byte[])onnx.Clone());
    }

    /// <summary>The shape that the network sees of an image.</summary>
    /// <exception cref="ArgumentException">It takes no such images.</exception>
    internal TensorShape Filled(TensorShape image)
    {
        if (image == Shape) return image;
        if (!AnySize) throw new ArgumentException($"Expected images of {Shape}, got {image}: the model '{Card.Name}' takes one size only.", nameof(image));
        if (image.Channels != Shape.Channels || image.Height < 1 || image.Width < 1)
            throw new ArgumentException($"Expected images of {Shape.Channels} channels and at least one pixel, got {image}.", nameof(image));
        long height = Up(image.Height), width = Up(image.Width);
        if (image.Channels * height * width > Array.MaxLength)
            throw new ArgumentException($"Expected an image of at most {Array.MaxLength:N0} values, got {image}.", nameof(image));
        return image with { Height = (int)height, Width = (int)width };

        long Up(long side) => (side + SideMultiple - 1) / SideMultiple * SideMultiple;
    }

    /// <summary>The file's own array, for callers that only read it.</summary>
    internal byte[] UnsafeBytes => _bytes;
}
