using System.CommandLine;
using Ign.MLNet.Evaluation;
using Ign.MLNet.Networks;
using Ign.MLNet.Training;

namespace Ign.MLNet.Cli;

/// <summary>
/// The options of <c>ign train</c> that decide its result. An option that is not given keeps the value of the run that goes on, or its
/// standard value in a new run.
/// </summary>
internal sealed class TrainSettings
{
    private enum Objective
    {
        Restoration,
        Ign,
    }

    private enum Labels
    {
        None,
        Channels,
        Film,
    }

    private static readonly NetworkSpec s_none = new("none", new TensorShape(1, 1, 1), []);
    private static readonly TrainingOptions s_standard = TrainingOptions.Restoring(s_none);
    private static readonly TrainingOptions s_standardIgn = TrainingOptions.Generating(s_none);

    private readonly Option<Objective?> _objective = new("--objective") { Description = "What is learned: to restore damaged images, or the paper's projection of noise. Standard: restoration.", HelpName = "restoration|ign" };
    private readonly Option<int?> _width = new("--width") { Description = "Width of the network in channels: of the residual U-Net for restoration (standard 32), of the DCGAN for ign (standard 64, a multiple of 8).", HelpName = "number" };
    private readonly Option<int?> _deep = new("--deep-width") { Description = "Restoration: width at quarter resolution (standard 96); ign: width of the bottleneck (standard 256 at 28x28, 512 at 64x64).", HelpName = "number" };
    private readonly Option<Labels?> _labels = new("--labels") { Description = "Whether an ign network is told the class of an image: as channels of its input, or also in every normalisation. Classes come from the labels beside IDX images, or from the sub-folders of a folder of images. Standard: none.", HelpName = "none|channels|film" };
    private readonly Option<double?> _labelDropout = new("--label-dropout") { Description = $"Chance that an image is shown without its label. Standard: {s_standard.LabelDropout}.", HelpName = "number" };
    private readonly Option<string?> _shape = new("--shape") { Description = "Shape that a folder of images is brought to, as channels x height x width.", HelpName = "3x64x64" };
    private readonly Option<long?> _images = new("--images") { Description = $"Length of the training in images, repetitions counted. Standard: {s_standard.Images:N0}.", HelpName = "number" };
    private readonly Option<int?> _batch = new("--batch-size") { Description = $"Images a step. Standard: {s_standard.BatchSize} for restoration, {s_standardIgn.BatchSize} for ign.", HelpName = "number" };
    private readonly Option<double?> _rate = new("--learning-rate") { Description = $"Step size of Adam. Standard: {s_standard.LearningRate} for restoration, {s_standardIgn.LearningRate} for ign.", HelpName = "number" };
    private readonly Option<double?> _halfLife = new("--average-half-life") { Description = $"Half-life of the average of the weights, in images. Standard: {s_standard.AverageHalfLife:N0} for restoration, {s_standardIgn.AverageHalfLife:N0} for ign.", HelpName = "number" };
    private readonly Option<string?> _noise = new("--noise") { Description = $"Noise that ign projects. Standard: {s_standard.Noise}.", HelpName = "gaussian|fourier" };
    private readonly Option<bool?> _mirror = new("--mirror") { Description = "Whether images are mirrored at random. Standard: true.", HelpName = "true|false" };
    private readonly Option<int?> _heldOut = new("--held-out") { Description = $"Images at the end of the set that are watched instead of trained on. Standard: {s_standard.HeldOut}.", HelpName = "number" };
    private readonly Option<long?> _seed = new("--seed") { Description = $"Seed of everything random. Standard: {s_standard.Seed}.", HelpName = "number" };
    private readonly Option<int?> _threads = new("--threads") { Description = "Processor threads; results repeat exactly for one number. Standard: all cores.", HelpName = "number" };

    internal TrainSettings()
    {
        _objective.AcceptOnlyFromAmong(StringComparer.OrdinalIgnoreCase, "restoration", "ign"); // a number would parse as well
        _labels.AcceptOnlyFromAmong(StringComparer.OrdinalIgnoreCase, "none", "channels", "film");
        _shape.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && ParseShape(result.Tokens[0].Value) is null) result.AddError($"--shape: expected a shape like 3x64x64 with 1 or 3 channels, got '{result.Tokens[0].Value}'.");
        });
    }

    internal IEnumerable<Option> Options => [_objective, _width, _deep, _labels, _labelDropout, _shape, _images, _batch, _rate, _halfLife, _noise, _mirror, _heldOut, _seed, _threads];

    /// <summary>Whether the training needs to know the classes of its images.</summary>
    internal bool WantsLabels(ParseResult parsed, TrainingOptions? stored) =>
        parsed.GetValue(_labels) is { } labels ? labels != Labels.None : stored?.Network.Classes > 0;

    internal TensorShape? ShapeOf(ParseResult parsed) => parsed.GetValue(_shape) is { } text ? ParseShape(text) : null;

    /// <exception cref="UsageException">A value is out of range, or differs from the run that is to go on.</exception>
    internal TrainingOptions Build(ParseResult parsed, ImageSet images, TrainingOptions? stored)
    {
        var objective = parsed.GetValue(_objective) ?? (stored?.Ign is not null ? Objective.Ign : Objective.Restoration);
        bool newNetwork = stored is null || parsed.GetValue(_objective) is not null || parsed.GetValue(_width) is not null || parsed.GetValue(_deep) is not null || parsed.GetValue(_labels) is not null;
        var network = newNetwork ? NetworkFor(objective, images, LabelsOf(parsed, stored), parsed.GetValue(_width), parsed.GetValue(_deep)) : stored!.Network;
        var standard = (objective == Objective.Ign ? TrainingOptions.Generating(network) : TrainingOptions.Restoring(network)) with { Threads = Environment.ProcessorCount };
        var options = stored is not null && (stored.Ign is not null) == (objective == Objective.Ign) ? stored with { Network = network } : standard;
        options = options with
        {
            Images = parsed.GetValue(_images) ?? options.Images,
            BatchSize = parsed.GetValue(_batch) ?? options.BatchSize,
            LearningRate = parsed.GetValue(_rate) ?? options.LearningRate,
            AverageHalfLife = parsed.GetValue(_halfLife) ?? options.AverageHalfLife,
            Noise = parsed.GetValue(_noise) ?? options.Noise,
            Mirror = parsed.GetValue(_mirror) ?? options.Mirror,
            LabelDropout = parsed.GetValue(_labelDropout) ?? options.LabelDropout,
            HeldOut = parsed.GetValue(_heldOut) ?? options.HeldOut,
            Seed = parsed.GetValue(_seed) ?? options.Seed,
            Threads = parsed.GetValue(_threads) ?? options.Threads,
        };
        try
        {
            options.Validated();
        }
        catch (InvalidDataException e)
        {
            throw new UsageException(e.Message);
        }
        if (stored is not null && options.ToJson() != stored.ToJson())
            throw new UsageException("--run: the folder holds a run with other options; leave the options out to go on with it, or choose another folder.");
        return options;
    }

    /// <summary>What was asked for, or what the network of the run that goes on has.</summary>
    private Labels LabelsOf(ParseResult parsed, TrainingOptions? stored)
    {
        if (parsed.GetValue(_labels) is { } labels) return labels;
        if (stored is null || stored.Network.Classes == 0) return Labels.None;
        return stored.Network.AllLayers.Any(l => l.Layer is Film) ? Labels.Film : Labels.Channels;
    }

    private static NetworkSpec NetworkFor(Objective objective, ImageSet images, Labels labels, int? width, int? deep)
    {
        var shape = images.Shape;
        if (objective == Objective.Restoration && labels != Labels.None) throw new UsageException("--labels: only the ign objective has a network that knows labels; expected --objective ign.");
        if (objective == Objective.Restoration && !StandardNetworks.CanRestore(shape))
            throw new UsageException($"--data: restoration needs images with sides that are multiples of 4, got {shape}; --shape brings a folder of images to one.");
        if (objective == Objective.Ign && !StandardNetworks.CanGenerate(shape))
            throw new UsageException($"--data: the network of the ign objective takes images of 28x28 or 64x64, got {shape}; --shape brings a folder of images to one.");
        if (labels != Labels.None && images.Labels is null) throw new UsageException("--labels: the images of --data have no labels.");
        try
        {
            if (labels != Labels.None) return StandardNetworks.GeneratingClasses(shape, images.Labels!.Max() + 1, labels == Labels.Film, width, deep);
            return objective == Objective.Restoration ? StandardNetworks.Restoring(shape, width, deep) : StandardNetworks.Generating(shape, width, deep);
        }
        catch (SpecException e)
        {
            throw new UsageException($"--width: {e.Message}");
        }
    }

    internal static TensorShape? ParseShape(string text)
    {
        var parts = text.Split('x');
        if (parts.Length != 3 || !int.TryParse(parts[0], out int channels) || !int.TryParse(parts[1], out int height) || !int.TryParse(parts[2], out int width)) return null;
        return channels is 1 or 3 && height is >= 1 and <= 8192 && width is >= 1 and <= 8192 ? new TensorShape(channels, height, width) : null;
    }
}
