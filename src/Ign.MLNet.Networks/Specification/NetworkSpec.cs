using System.Text.Json;
using System.Text.Json.Serialization;

namespace Ign.MLNet.Networks;

/// <summary>
/// A network f on images, as a list of layers without weights. f maps images to images of the same shape, so that it can be applied again.
/// </summary>
/// <param name="Name">Short name of the architecture, for example <c>dcgan28</c>.</param>
/// <param name="Input">Shape of one image.</param>
/// <param name="Layers">Layers in the order in which they are applied.</param>
public sealed record NetworkSpec(string Name, TensorShape Input, IReadOnlyList<Layer> Layers)
{
    /// <summary>Most values of one image: a colour image of 1024 × 1024 pixels. Larger images are better taken tile by tile.</summary>
    public const int MaxImageValues = 3 << 20;

    /// <summary>Most values that a layer may make of one image: 64 channels of 512 × 512 pixels, 64 MB as 32-bit floats.</summary>
    public const int MaxLayerValues = (int)OnnxLimits.MaxElements;

    private const int MaxSide = 8192;
    private const int MaxLayers = 4096;
    private const long MaxParameters = 1L << 28;

    /// <summary>
    /// Whether f takes images of every size whose sides are multiples of <see cref="SideMultiple"/>; <see cref="Input"/> is then the shape that was trained on.
    /// Such a network has no layer that looks at the image as a whole. The default value is false.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool AnySize { get; init; }

    /// <summary>Where <see cref="AnySize"/> is set: both sides of an image must be multiples of this, in pixels. 0 elsewhere.</summary>
    [JsonIgnore]
    public int SideMultiple => AnySize ? Reach().Multiple : 0;

    /// <summary>
    /// Where <see cref="AnySize"/> is set: how far f looks, in pixels along each side. A pixel further away than this from an output pixel does not change it,
    /// so a part of an image with so many pixels around it gives what the whole image gives there; it must begin at multiples of <see cref="SideMultiple"/>. 0
    /// elsewhere.
    /// </summary>
    [JsonIgnore]
    public int Halo => AnySize ? Reach().Halo : 0;

    /// <summary>Trainable tensors in a fixed order; their names are unique.</summary>
    [JsonIgnore]
    public IReadOnlyList<ParameterShape> ParameterShapes => [.. Parameters(Layers, "")];

    /// <summary>Number of trainable values.</summary>
    [JsonIgnore]
    public long ParameterCount => ParameterShapes.Sum(p => p.Count);

    /// <summary>Number of label channels at the end of <see cref="Input"/>; 0 for a network without labels. See <see cref="Conditioned"/>.</summary>
    [JsonIgnore]
    public int Classes => Layers is [Conditioned conditioned] ? conditioned.Classes : 0;

    /// <summary><see cref="Input"/> without the label channels.</summary>
    [JsonIgnore]
    public TensorShape ImageShape => Input with { Channels = Input.Channels - Classes };

    /// <summary>Every layer, those inside other layers too, with its path: the begin of the names of its parameters.</summary>
    [JsonIgnore]
    public IEnumerable<(string Path, Layer Layer)> AllLayers => Walk(Layers, "");

    /// <summary>Checks sizes and shapes.</summary>
    /// <returns>This specification, known to be valid.</returns>
    /// <exception cref="SpecException">A layer does not fit, a size is out of range, or f would not keep the image shape.</exception>
    public NetworkSpec Validated()
    {
        if (Input.Channels is < 1 or > 64 || Input.Height is < 1 or > MaxSide || Input.Width is < 1 or > MaxSide)
            throw new SpecException(
                $"Input shape {Input} is out of range: 1-64 channels (one for each class of labels included), sides of 1-{MaxSide} pixels.");
        if (Values(Input) > MaxImageValues)
            throw new SpecException($"Input shape {Input} has {Values(Input):N0} values; at most {MaxImageValues:N0} are allowed.");
        if (CountLayers(Layers) > MaxLayers) throw new SpecException($"A network may have at most {MaxLayers} layers.");
        try
        {
            var output = OutputShape(Layers, Input);
            if (output != Input) throw new SpecException($"The network makes {output} of {Input}; it must keep the image shape.");
            CheckLabels();
            if (AnySize) CheckAnySize();
            if (ParameterCount > MaxParameters) throw new SpecException($"{ParameterCount:N0} parameters; at most {MaxParameters:N0} are allowed.");
        }
        catch (OverflowException e)
        {
            throw new SpecException("A size in the specification overflows.", e);
        }
        return this;
    }

    /// <summary>The same network for images of that size only.</summary>
    /// <param name="height">Rows in pixels.</param>
    /// <param name="width">Columns in pixels.</param>
    /// <exception cref="SpecException">The network does not take images of that size, or they are too large.</exception>
    public NetworkSpec OfSize(int height, int width) => (this with { Input = Input with { Height = height, Width = width }, AnySize = false }).Validated();

    /// <summary>The specification as JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, SpecJson.Default.NetworkSpec);

    /// <summary>Reads and checks a specification.</summary>
    /// <exception cref="SpecException">The text is not JSON of a specification, or the specification is invalid.</exception>
    public static NetworkSpec FromJson(string json)
    {
        try
        {
            return (JsonSerializer.Deserialize(json, SpecJson.Default.NetworkSpec) ?? throw new SpecException("The specification is null.")).Validated();
        }
        catch (Exception e) when (e is JsonException or NotSupportedException or ArgumentException)
        {
            throw new SpecException($"Not a network specification: {e.Message}", e);
        }
    }

    /// <summary>Shape after all of <paramref name="layers"/>.</summary>
    internal static TensorShape OutputShape(IReadOnlyList<Layer> layers, TensorShape input)
    {
        foreach (var layer in layers)
        {
            if (layer is null) throw new SpecException("A layer is null.");
            input = layer.OutputShape(input);
            if (input.Height > MaxSide || input.Width > MaxSide) throw new SpecException($"{layer}: its output {input} is larger than {MaxSide} pixels.");
            if (Values(input) > MaxLayerValues)
                throw new SpecException($"{layer}: its output {input} has {Values(input):N0} values; at most {MaxLayerValues:N0} are allowed.");
        }
        return input;
    }

    /// <summary>Parameters of <paramref name="layers"/>, named by position below <paramref name="prefix"/>.</summary>
    internal static IEnumerable<ParameterShape> Parameters(IReadOnlyList<Layer> layers, string prefix) =>
        layers.SelectMany((layer, i) => layer.Parameters($"{prefix}{i}"));

    private static long Values(TensorShape shape) => (long)shape.Channels * shape.Height * shape.Width;

    private static int CountLayers(IReadOnlyList<Layer> layers) => layers.Sum(l => 1 + (l?.Bodies.Sum(b => CountLayers(b.Layers)) ?? 0));

    private static IEnumerable<(string Path, Layer Layer)> Walk(IReadOnlyList<Layer> layers, string prefix) => layers.SelectMany((layer, i) =>
        layer.Bodies.SelectMany(b => Walk(b.Layers, $"{prefix}{i}.{b.Name}.")).Prepend(($"{prefix}{i}", layer)));

    /// <summary>A label is known to the layers of one <see cref="Conditioned"/>, which is the whole network.</summary>
    private void CheckLabels()
    {
        foreach (var (path, layer) in AllLayers)
        {
            if (layer is Conditioned && (Layers.Count > 1 || path != "0")) throw new SpecException("Conditioned: it must be the only layer of its network.");
            if (layer is Film && Classes == 0) throw new SpecException($"{layer}: there are no labels outside of Conditioned.");
            if (layer is Film film && film.Classes != Classes) throw new SpecException($"{layer}: the network has {Classes} classes.");
        }
    }

    /// <summary>A pixel of each place in a square of <see cref="SideMultiple"/> spreads its own way.</summary>
    private (int Multiple, int Halo) Reach()
    {
        long multiple = 1, halo = 0;
        _ = AxisReach.Of(0).Through(Layers, ref multiple);
        for (long pixel = 0; pixel < multiple; pixel++)
        {
            var reach = AxisReach.Of(pixel).Through(Layers, ref multiple);
            halo = Math.Max(halo, Math.Max(pixel - reach.First, reach.Last - pixel));
        }
        return ((int)multiple, checked((int)halo));
    }

    /// <summary>Sides grow in step with those of the image, so what holds for two sizes holds for all.</summary>
    private void CheckAnySize()
    {
        int multiple = Reach().Multiple;
        if (Input.Height % multiple != 0 || Input.Width % multiple != 0)
            throw new SpecException($"A network of any size: the sides of its input {Input} must be multiples of {multiple}.");
        foreach (int side in (int[])[multiple, 2 * multiple])
        {
            var image = Input with { Height = side, Width = side };
            try
            {
                var output = OutputShape(Layers, image);
                if (output != image) throw new SpecException($"it makes {output} of them.");
            }
            catch (SpecException e)
            {
                throw new SpecException($"A network of any size must take images of {image}: {e.Message}", e);
            }
        }
    }
}
