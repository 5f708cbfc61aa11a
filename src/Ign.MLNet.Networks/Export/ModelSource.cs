namespace Ign.MLNet.Networks;

/// <summary>A trained network before its export: what a training left, or what an exported file still holds.</summary>
/// <param name="Weights">The network and its parameters, for values in the range of the card.</param>
/// <param name="Card">What is known about them.</param>
public sealed record ModelSource(WeightSet Weights, IgnModelCard Card)
{
    /// <summary>File name ending of models.</summary>
    public const string ModelExtension = ".onnx";

    /// <summary>Name of the card beside weights.</summary>
    public const string CardName = "card.json";

    /// <summary>Reads a source.</summary>
    /// <param name="path">
    /// A <c>weights.safetensors</c>, with the card in <c>card.json</c> beside it or what the weights alone tell; or an <c>.onnx</c> file of 32-bit
    /// floats that this library exported.
    /// </param>
    /// <param name="complete">Changes the card, for what no training can know.</param>
    /// <remarks>
    /// Training works in [-1, 1]. Where the card beside weights states another range of values, a 1×1 convolution before the network and one after it
    /// translate, so that the model takes and gives values of that range.
    /// </remarks>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="IgnFormatException">Weights or card are damaged or too large, or the model file is not one to export from.</exception>
    /// <exception cref="SpecException">The weights are not those of their network.</exception>
    public static ModelSource Load(string path, Func<IgnModelCard, IgnModelCard>? complete = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (path.EndsWith(ModelExtension, StringComparison.OrdinalIgnoreCase)) return LoadModel(path, complete);
        var weights = WeightFile.Load(path);
        var card = ReadCard(Path.Combine(Path.GetDirectoryName(Path.GetFullPath(path))!, CardName), weights);
        if (complete is not null) card = complete(card);
        return new ModelSource(RangeAdapter.Apply(weights, card.Minimum, card.Maximum), card);
    }

    /// <summary>The same network for images of that size only, where it takes any.</summary>
    /// <param name="height">Rows in pixels.</param>
    /// <param name="width">Columns in pixels.</param>
    /// <exception cref="SpecException">The network does not take images of that size.</exception>
    public ModelSource OfSize(int height, int width)
    {
        var spec = Weights.Spec.OfSize(height, width);
        return new ModelSource(new WeightSet(spec, Weights.InOrder), Card with { Shape = spec.Input, Spec = null });
    }

    /// <summary>The same network in another dead zone, see <see cref="DeadZone"/>.</summary>
    /// <param name="still">
    /// Largest change that counts as none, as a root mean square in 8-bit levels (the range of values has 255); twice as much is made in full. 0 for no zone.
    /// </param>
    /// <exception cref="SpecException">The number is no bound, or the network takes no dead zone.</exception>
    public ModelSource WithDeadZone(double still)
    {
        var plain = DeadZone.Without(Weights);
        double level = (Card.Maximum - Card.Minimum) / byte.MaxValue;
        var weights = still == 0 ? plain : DeadZone.Around(plain, (float)(still * level), (float)(2 * still * level));
        return new ModelSource(weights, Card with { Spec = null });
    }

    /// <summary>The network at a size that is not the one that it was trained on, to check a file of any size at; null where it takes one size only.</summary>
    public ModelSource? AtOtherSize()
    {
        var spec = Weights.Spec;
        if (!spec.AnySize) return null;
        int Half(int side) => (side / 2 + spec.SideMultiple - 1) / spec.SideMultiple * spec.SideMultiple;
        // Half the sides, and one longer than the other: it costs less than the first size, and finds sides that were mixed up.
        return OfSize(Half(spec.Input.Height), Half(spec.Input.Width) + spec.SideMultiple);
    }

    private static ModelSource LoadModel(string path, Func<IgnModelCard, IgnModelCard>? complete)
    {
        var info = OnnxModelReader.Read(BoundedFile.ReadModel(path));
        var card = OnnxModelCheck.Check(info);
        if (card.Spec is null) throw new IgnFormatException($"'{path}' was written by another tool: it does not say which network it holds.");
        if (card.Precision != WeightPrecision.Float32 || card.Elements != ImageElements.Float)
            throw new IgnFormatException($"'{path}' is itself a smaller or a pixel form of a model; export from the model of 32-bit floats.");
        var weights = OnnxWeights.Read(info, card.Spec);
        // In a file that applies the network several times, the figures of the network itself carry a prefix.
        string Own(string figure) => figure.StartsWith(IgnModelCard.OfSource, StringComparison.Ordinal) ? figure[IgnModelCard.OfSource.Length..] : figure;
        card = card with { Quality = card.Quality.ToDictionary(q => Own(q.Key), q => q.Value) };
        return new ModelSource(weights, complete is null ? card : complete(card));
    }

    private static IgnModelCard ReadCard(string path, WeightSet weights)
    {
        if (!File.Exists(path)) return new IgnModelCard { Name = weights.Spec.Name, Shape = weights.Spec.Input, Classes = weights.Spec.Classes };
        return IgnModelCard.FromJson(BoundedFile.ReadText(path)) with { Shape = weights.Spec.Input, Classes = weights.Spec.Classes };
    }
}
