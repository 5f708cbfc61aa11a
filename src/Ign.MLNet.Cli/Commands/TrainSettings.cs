using System.CommandLine;
using System.Text.Json.Nodes;
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
    private static readonly Dictionary<string, Func<NetworkSpec, TrainingOptions>> s_objectives = new(StringComparer.OrdinalIgnoreCase)
    {
        [StandardObjective] = TrainingOptions.Restoring,
        ["ign"] = TrainingOptions.Generating,
        ["naign"] = TrainingOptions.GeneratingByCoverage,
        ["linear"] = TrainingOptions.IdempotentByConstruction,
    };

    private static readonly Dictionary<string, Noise> s_noises = new(StringComparer.OrdinalIgnoreCase)
    {
        ["gaussian"] = Noise.Gaussian,
        ["fourier"] = Noise.Fourier,
        ["fourier-paper"] = Noise.FourierPaper,
    };

    private enum Labels
    {
        None,
        Channels,
        Film,
    }

    private const string StandardObjective = "paired";
    private static readonly NetworkSpec s_none = new("none", new TensorShape(1, 1, 1), []);
    private static readonly TrainingOptions s_standard = TrainingOptions.Restoring(s_none);
    private static readonly TrainingOptions s_standardIgn = TrainingOptions.Generating(s_none);

    private readonly Option<string?> _objective = ValueOption.Of<string?>("--objective",
        "What is minimised: to restore damaged images (paired; linear: exactly idempotent), or to project noise (ign: the paper's, naign: non-adversarial). Default: paired.",
        "name").AcceptOnly([.. s_objectives.Keys]);
    private readonly Option<int?> _width = ValueOption.Of<int?>("--width",
        "Width of the network in channels: of the U-Nets for paired and for photographs (default: 32), of the couplings for linear (64), of the DCGAN for the others (64, a multiple of 8).",
        "number");
    private readonly Option<int?> _deep = ValueOption.Of<int?>("--deep-width",
        "paired: width at quarter resolution (default: 96), for photographs at an eighth (four times the width); linear: channels that are kept, of 16 for each of the image (4); others: width of the bottleneck (256 at 28x28, 512 at 64x64).",
        "number");
    private readonly Option<Labels?> _labels = ValueOption.Of<Labels?>("--labels",
        "Whether the network of ign or naign is told the class of an image: as channels of its input, or also in every normalisation. Classes come from the labels beside IDX images, or from the sub-folders of a folder of images. Default: none.",
        "none|channels|film").AcceptOnly("none", "channels", "film");
    private readonly Option<double?> _labelDropout = ValueOption.Of<double?>("--label-dropout",
        $"Chance that an image is shown without its label. Default: {s_standard.LabelDropout}.", "number");
    private readonly Option<string?> _shape = ShapeOption.Create();
    private readonly Option<long?> _images = ValueOption.Of<long?>("--images",
        $"Length of the training in images, repetitions counted. Default: {s_standard.Images:N0}.", "number");
    private readonly Option<int?> _batch = ValueOption.Of<int?>("--batch-size",
        $"Images a step. Default: {s_standard.BatchSize} for paired, {s_standardIgn.BatchSize} for ign.", "number");
    private readonly Option<double?> _rate = ValueOption.Of<double?>("--learning-rate",
        $"Step size of Adam. Default: {s_standard.LearningRate} for paired, {s_standardIgn.LearningRate} for ign.", "number");
    private readonly Option<double?> _halfLife = ValueOption.Of<double?>("--average-half-life",
        $"Half-life of the average of the weights, in images. Default: {s_standard.AverageHalfLife:N0} for paired, {s_standardIgn.AverageHalfLife:N0} for ign.",
        "number");
    private readonly Option<string?> _noise = ValueOption.Of<string?>("--noise",
        "Noise that ign and naign project. Default: fourier.", "gaussian|fourier|fourier-paper").AcceptOnly([.. s_noises.Keys]);
    private readonly Option<string?> _damage = ValueOption.Of<string?>("--damage",
        $"How images are made bad where restoring is learned: {string.Join(", ", Damage.Presets)}, or a recipe (JSON file). Default: garments; with --patch photo.",
        "name|file");
    private readonly Option<bool?> _mirror = ValueOption.Of<bool?>("--mirror", "Whether images are mirrored at random. Default: true.", "true|false");
    private readonly Option<int?> _heldOut = ValueOption.Of<int?>("--held-out",
        "Images, drawn from the whole set, that are watched instead of trained on. Default: a tenth, at most 256.", "number");
    private readonly Option<long?> _seed = ValueOption.Of<long?>("--seed", $"Seed of everything random. Default: {s_standard.Seed}.", "number");
    private readonly Option<int?> _threads = ValueOption.Of<int?>("--threads",
        "Processor threads; results repeat exactly for one number. Default: all cores, and under mpirun or srun one for each process.", "number");

    private readonly Option<string?> _start = PathOption.OptionalFile("--start",
        "weights.safetensors or a model (ONNX) to start from instead of from random weights: its network learns on, for example with --damaged what one scanner does. With --width or --deep-width it is made wider first.", "file");
    private readonly Option<string?> _preset = ValueOption.Of<string?>("--preset",
        "Options that belong together, instead of --objective:\n"
            + string.Join('\n', TrainingPresets.All.Select(p => $"{p.Name}: {p.Description}")), "name")
        .AcceptOnly([.. TrainingPresets.All.Select(p => p.Name)]);
    private readonly Option<string[]> _set = ValueOption.Of<string[]>("--set",
        "Sets any option of options.json by its place there, for example objective.tightness_weight=0.1; --set list=all lists them. May be repeated.",
        "path=value");

    /// <summary>The options for photographs.</summary>
    internal PhotoSettings Photos { get; } = new();

    internal IEnumerable<Option> Options =>
        [.. Photos.Options, _preset, _objective, _width, _deep, _labels, _labelDropout, _shape, _images, _batch, _rate, _halfLife, _noise, _damage, _mirror,
            _heldOut, _seed, _threads, _start, _set];

    /// <summary>Whether the training needs to know the classes of its images.</summary>
    internal bool WantsLabels(ParseResult parsed, TrainingOptions? stored) =>
        parsed.GetValue(_labels) is { } labels ? labels != Labels.None : stored?.Network.Classes > 0;

    internal TensorShape? ShapeOf(ParseResult parsed) => ShapeOption.Read(parsed, _shape);

    /// <exception cref="UsageException">A value is out of range, or differs from the run that is to go on.</exception>
    internal TrainingOptions Build(ParseResult parsed, ImageFacts images, TrainingOptions? stored)
    {
        var shape = images.Shape;
        var options = Photographs(parsed, stored) ?? Preset(parsed, shape, stored) ?? Standard(parsed, images, stored);
        options = options with
        {
            Images = parsed.GetValue(_images) ?? options.Images,
            BatchSize = parsed.GetValue(_batch) ?? options.BatchSize,
            LearningRate = parsed.GetValue(_rate) ?? options.LearningRate,
            AverageHalfLife = parsed.GetValue(_halfLife) ?? options.AverageHalfLife,
            Damage = DamageOf(parsed) ?? options.Damage,
            Mirror = parsed.GetValue(_mirror) ?? options.Mirror,
            LabelDropout = parsed.GetValue(_labelDropout) ?? options.LabelDropout,
            HeldOut = parsed.GetValue(_heldOut) ?? stored?.HeldOut,
            HeldOutFrom = stored?.HeldOutFrom ?? options.HeldOutFrom,
            Seed = parsed.GetValue(_seed) ?? options.Seed,
            Threads = parsed.GetValue(_threads) ?? stored?.Threads ?? (MpiCollective.IsLaunched ? 1 : options.Threads),
        };
        if (parsed.GetValue(_start) is { } start) options = StartFrom(options, start, IsWider(parsed));
        RefuseIdle(parsed, options, shape);
        if (parsed.GetValue(_noise) is { } noise) options = options with { Objective = (UnpairedOptions)options.Objective with { Noise = s_noises[noise] } };
        try
        {
            options = Set(options, parsed.GetValue(_set) ?? []).Validated();
        }
        catch (Exception e) when (e is InvalidDataException or ArgumentException)
        {
            throw new UsageException(e.Message);
        }
        if (options.LabelDropout != s_standard.LabelDropout && options.Network.Classes == 0)
            throw new UsageException("--label-dropout: the network knows no labels; expected --labels channels or film.");
        if (stored is not null && options.ToJson() != stored.ToJson())
            throw new UsageException($"--run: the folder holds a run with other options: {OptionDifferences.Describe(stored, options)}. Leave these options out to go on with it, or choose another folder.");
        return options;
    }

    /// <summary>An option that changes nothing is a misunderstanding, which the whole training would hide.</summary>
    private void RefuseIdle(ParseResult parsed, TrainingOptions options, TensorShape shape)
    {
        bool unpaired = options.Objective is UnpairedOptions;
        if (ShapeOf(parsed) is { } wanted && wanted != shape)
            throw new UsageException($"--shape: only a folder of images is brought to a shape; the images of --data have {shape}.");
        if (parsed.GetValue(_noise) is not null && !unpaired)
            throw new UsageException($"--noise: the {options.Objective.Name} objective projects no noise; expected --objective ign or naign.");
        if (parsed.GetValue(_damage) is not null && unpaired)
            throw new UsageException($"--damage: the {options.Objective.Name} objective damages no images; expected --objective paired or linear.");
        if (parsed.GetValue(_damage) is not null && Photos.HasPairs(parsed))
            throw new UsageException("--damage: the damaged versions are given by --damaged; leave one of the two out.");
    }

    /// <summary>Whether a size of the network was asked for: without one, a training takes the network of --start as it is.</summary>
    private bool IsWider(ParseResult parsed) =>
        parsed.GetValue(_width) is not null || parsed.GetValue(_deep) is not null || Photos.HasBlocks(parsed);

    private static TrainingOptions StartFrom(TrainingOptions options, string file, bool wider)
    {
        try
        {
            return options.StartingFrom(Path.GetFullPath(file), wider);
        }
        catch (Exception e) when (e is SpecException or IgnFormatException)
        {
            throw new UsageException($"--start: {e.Message}");
        }
    }

    private Damage? DamageOf(ParseResult parsed) => parsed.GetValue(_damage) is { } text ? DamageOption.Parse(text) : null;

    /// <summary>What was asked for, or what the network of the run that goes on has.</summary>
    private Labels LabelsOf(ParseResult parsed, TrainingOptions? stored)
    {
        if (parsed.GetValue(_labels) is { } labels) return labels;
        if (stored is null || stored.Network.Classes == 0) return Labels.None;
        return stored.Network.AllLayers.Any(l => l.Layer is Film) ? Labels.Film : Labels.Channels;
    }

    /// <summary>Options for crops of photographs, if they are meant.</summary>
    private TrainingOptions? Photographs(ParseResult parsed, TrainingOptions? stored)
    {
        if (!Photos.AreMeant(parsed, stored)) return null;
        string? idle = parsed.GetValue(_preset) is not null
            ? _preset.Name
            : parsed.GetValue(_shape) is not null ? _shape.Name
                : parsed.GetValue(_labels) is not (null or Labels.None)
                    ? _labels.Name
                    : parsed.GetValue(_objective) is not (null or StandardObjective) ? _objective.Name : null;
        if (idle is not null)
            throw new UsageException($"{idle}: crops of photographs have one network and one objective, paired; leave {idle} or --patch out.");
        return Photos.Standard(parsed, parsed.GetValue(_width), parsed.GetValue(_deep), stored);
    }

    private TrainingOptions Standard(ParseResult parsed, ImageFacts images, TrainingOptions? stored)
    {
        string objective = parsed.GetValue(_objective)?.ToLowerInvariant() ?? stored?.Objective.Name ?? StandardObjective;
        bool newNetwork = stored is null || parsed.GetValue(_objective) is not null || parsed.GetValue(_width) is not null || parsed.GetValue(_deep) is not null
            || parsed.GetValue(_labels) is not null;
        var network = newNetwork ? NetworkFor(objective, images, LabelsOf(parsed, stored), parsed.GetValue(_width), parsed.GetValue(_deep)) : stored!.Network;
        return stored?.Objective.Name == objective ? stored with { Network = network } : s_objectives[objective](network);
    }

    private TrainingOptions? Preset(ParseResult parsed, TensorShape shape, TrainingOptions? stored)
    {
        if (parsed.GetValue(_preset) is not { } name) return null;
        if (parsed.GetValue(_objective) is not null) throw new UsageException("--preset: a preset has its objective; leave --objective out.");
        if (parsed.GetValue(_labels) is not (null or Labels.None))
            throw new UsageException("--labels: the network of a preset knows no labels; expected --objective instead of --preset.");
        try
        {
            return TrainingPresets.Find(name.ToLowerInvariant())!.Create(shape, parsed.GetValue(_width), parsed.GetValue(_deep));
        }
        catch (SpecException e)
        {
            throw new UsageException($"--preset {name}: {e.Message}");
        }
    }

    private static TrainingOptions Set(TrainingOptions options, string[] settings)
    {
        if (settings.Length == 0) return options;
        var json = JsonNode.Parse(options.ToJson())!.AsObject();
        foreach (string setting in settings)
        {
            int equals = setting.IndexOf('=', StringComparison.Ordinal);
            if (equals < 1) throw new UsageException($"--set: expected path=value, for example ign.tightness_weight=0.1, got '{setting}'.");
            try
            {
                OptionPaths.Set(json, setting[..equals].Trim(), setting[(equals + 1)..].Trim());
            }
            catch (ArgumentException e)
            {
                throw new UsageException($"--set: {e.Message}");
            }
        }
        return TrainingOptions.FromJson(json.ToJsonString());
    }

    private static NetworkSpec NetworkFor(string objective, ImageFacts images, Labels labels, int? width, int? deep)
    {
        var shape = images.Shape;
        if (labels != Labels.None && objective is not ("ign" or "naign"))
            throw new UsageException($"--labels: the {objective} objective has no network that knows labels; expected --objective ign or naign.");
        bool detailed = objective is StandardObjective or "linear";
        if (detailed && !StandardNetworks.CanRestore(shape))
            throw new UsageException(
                $"--data: {objective} needs images with sides that are multiples of 4, got {shape}; --shape brings a folder of images to one.");
        if (!detailed && !StandardNetworks.CanGenerate(shape))
            throw new UsageException(
                $"--data: the network of the {objective} objective takes images of 28x28 or 64x64, got {shape}; --shape brings a folder of images to one.");
        if (labels != Labels.None && images.Labels is null) throw new UsageException("--labels: the images of --data have no labels.");
        try
        {
            return objective switch
            {
                StandardObjective => StandardNetworks.Restoring(shape, width, deep),
                "linear" => StandardNetworks.Linear(shape, width, deep),
                _ when labels != Labels.None => StandardNetworks.GeneratingClasses(shape, images.Labels!.Max() + 1, labels == Labels.Film, width, deep),
                _ => StandardNetworks.Generating(shape, width, deep),
            };
        }
        catch (SpecException e)
        {
            throw new UsageException($"--width: {e.Message}");
        }
    }
}
