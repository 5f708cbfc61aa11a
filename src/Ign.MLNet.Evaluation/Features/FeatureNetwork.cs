using System.Security.Cryptography;
using Ign.MLNet.Networks;
using Microsoft.ML.OnnxRuntime;

namespace Ign.MLNet.Evaluation;

/// <summary>
/// A network, given as an ONNX file, whose features measures of distributions are computed in. Such a measure means nothing without the name
/// of the network: distances in other features are other distances. The members may be used by several threads at once.
/// </summary>
/// <remarks>
/// The file has one input <c>[N, C, H, W]</c> of floats in [-1,1] with 1 or 3 channels, an output <c>features</c> <c>[N, D]</c> and, if it is a
/// classifier, an output <c>logits</c> <c>[N, K]</c>. It is no IGN model, so that its operators and its appetite for memory are not checked: load
/// files of your own or from a source that you trust.
/// </remarks>
public sealed class FeatureNetwork : IDisposable
{
    /// <summary>Images of one inference at most.</summary>
    public const int MaxBatch = 256;

    // A batch of large images would not fit into memory.
    private const int MaxBatchValues = 1 << 24;

    private readonly InferenceSession _session;
    private readonly FeatureFile _file;

    private FeatureNetwork(byte[] onnx, string fileName, int threads)
    {
        _file = FeatureFile.Of(onnx);
        Name = _file.Name.Length > 0 ? _file.Name : fileName;
        Sha256 = Convert.ToHexStringLower(SHA256.HashData(onnx));
        _session = Open(onnx, threads);
    }

    /// <summary>Name of the network: the file's metadata entry <c>name</c>, else the name of the file.</summary>
    public string Name { get; }

    /// <summary>SHA-256 of the file, 64 lower-case hexadecimal digits.</summary>
    public string Sha256 { get; }

    /// <summary>Shape of the images that the network takes; a side is 0 where it takes any.</summary>
    public TensorShape Shape => _file.Shape;

    /// <summary>D, the number of features of an image.</summary>
    public int Size => _file.Size;

    /// <summary>K, the number of classes, or null where the network has no output <c>logits</c>.</summary>
    public int? Classes => _file.Classes;

    /// <summary>What the file says of itself: its metadata entries.</summary>
    public IReadOnlyDictionary<string, string> Metadata => _file.Metadata;

    /// <summary>Reads and checks a file.</summary>
    /// <param name="path">The <c>.onnx</c> file, of at most <see cref="OnnxModelCheck.MaxBytes"/>.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="IgnFormatException">It is not the file of a feature network, is too large, wants other files, or ONNX Runtime refuses it.</exception>
    /// <exception cref="IgnRuntimeException">The native library of ONNX Runtime is missing.</exception>
    public static FeatureNetwork Load(string path) => Load(path, Environment.ProcessorCount);

    /// <summary>Reads and checks a file.</summary>
    /// <param name="path">The <c>.onnx</c> file.</param>
    /// <param name="threads">Threads of one inference, at least 1.</param>
    /// <inheritdoc cref="Load(string)" path="/exception"/>
    public static FeatureNetwork Load(string path, int threads)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        if (!File.Exists(path)) throw new FileNotFoundException($"There is no feature network '{path}'.", path);
        try
        {
            return new FeatureNetwork(BoundedFile.ReadModel(path), Path.GetFileNameWithoutExtension(path), threads);
        }
        catch (IgnFormatException e)
        {
            throw new IgnFormatException($"'{path}' cannot be used as a feature network: {e.Message}", e);
        }
    }

    /// <summary>Features of images of the network's own <see cref="Shape"/>.</summary>
    /// <param name="images">Values in [-1,1], NCHW.</param>
    /// <param name="cancellationToken">Stops between two batches.</param>
    /// <exception cref="ArgumentException">The length is not that of whole images, or the network takes images of any size.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public FeatureBatch Extract(ReadOnlySpan<float> images, CancellationToken cancellationToken = default) => Extract(images, Shape, cancellationToken);

    /// <summary>
    /// Features of images of any size: where the network has a fixed one, they are resized (bilinear, the centre of its aspect), and grey
    /// images are repeated for a network of three channels.
    /// </summary>
    /// <param name="images">Values in [-1,1], NCHW.</param>
    /// <param name="shape">Shape of one image.</param>
    /// <param name="cancellationToken">Stops between two batches.</param>
    /// <exception cref="ArgumentException">The length is not that of whole images, or colour images were given to a network of one channel.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public FeatureBatch Extract(ReadOnlySpan<float> images, TensorShape shape, CancellationToken cancellationToken = default)
    {
        var preparation = new ImagePreparation(shape, Shape);
        if (images.Length % shape.Size != 0)
            throw new ArgumentException($"Expected a multiple of {shape.Size} values (images of {shape}), got {images.Length}.", nameof(images));
        int count = images.Length / shape.Size, size = preparation.Shape.Size;
        int batch = _file.FixedBatch ?? Math.Clamp(MaxBatchValues / size, 1, MaxBatch);
        var features = new float[count * Size];
        var logits = Classes is { } classes ? new float[count * classes] : null;
        for (int first = 0; first < count; first += batch)
        {
            cancellationToken.ThrowIfCancellationRequested();
            int filled = Math.Min(batch, count - first);
            // A fixed batch is filled up with black images, whose results are dropped.
            var input = new float[(_file.FixedBatch ?? filled) * size];
            for (int i = 0; i < filled; i++) preparation.Apply(images.Slice((first + i) * shape.Size, shape.Size), input.AsSpan(i * size, size));
            Run(input, preparation.Shape, filled, features.AsSpan(first * Size), logits.AsSpan(first * (Classes ?? 0)));
        }
        return new FeatureBatch(features, Size, logits, Classes);
    }

    /// <inheritdoc/>
    public void Dispose() => _session.Dispose();

    private void Run(float[] input, TensorShape shape, int filled, Span<float> features, Span<float> logits)
    {
        using var value = OrtValue.CreateTensorValueFromMemory(input, [input.Length / shape.Size, shape.Channels, shape.Height, shape.Width]);
        using var options = new RunOptions();
        string[] outputs = Classes is null ? [FeatureFile.FeaturesOutput] : [FeatureFile.FeaturesOutput, FeatureFile.LogitsOutput];
        try
        {
            using var results = _session.Run(options, [_file.Input], [value], outputs);
            Copy(results[0], Size, filled, features);
            if (Classes is { } classes) Copy(results[1], classes, filled, logits);
        }
        catch (OnnxRuntimeException e)
        {
            throw new IgnFormatException($"ONNX Runtime cannot run the feature network '{Name}' on images of {shape}: {e.Message}", e);
        }
    }

    private static void Copy(OrtValue from, int width, int count, Span<float> to)
    {
        var values = from.GetTensorDataAsSpan<float>();
        if (values.Length < count * width)
            throw new IgnFormatException($"The feature network gave {values.Length} values for {count} images, expected {width} for each.");
        values[..(count * width)].CopyTo(to);
    }

    private static InferenceSession Open(byte[] onnx, int threads)
    {
        try
        {
            using var options = SessionFactory.CreateOptions(threads);
            return new InferenceSession(onnx, options);
        }
        catch (OnnxRuntimeException e)
        {
            throw new IgnFormatException($"ONNX Runtime refuses the graph: {e.Message}", e);
        }
        catch (Exception e) when (NativeDiagnosis.IsNativeFailure(e))
        {
            throw NativeDiagnosis.Explain(e);
        }
    }
}
