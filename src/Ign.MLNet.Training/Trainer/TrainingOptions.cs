using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Ign.MLNet.Evaluation;
using Ign.MLNet.Networks;

namespace Ign.MLNet.Training;

/// <summary>Everything that decides the result of a training, apart from the images. A run folder keeps it as <c>options.json</c>.</summary>
public sealed record TrainingOptions
{
    internal static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, WriteIndented = true, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow };

    private const int DefaultHeldOut = 256;
    private const long MaxPoolValues = 1L << 29;

    /// <summary>The network to train.</summary>
    public required NetworkSpec Network { get; init; }

    /// <summary>The paper's objective. Exactly one objective is set.</summary>
    public IgnOptions? Ign { get; init; }

    /// <summary>The non-adversarial objective: reconstruction and implicit maximum likelihood.</summary>
    public NaignOptions? Naign { get; init; }

    /// <summary>The objective of networks that are idempotent by construction.</summary>
    public LinearIgnOptions? Linear { get; init; }

    /// <summary>The objective of an autoencoder, the first stage of a latent IGN.</summary>
    public AutoencoderOptions? Autoencoder { get; init; }

    /// <summary>The paired restoration objective.</summary>
    public RestorationOptions? Restoration { get; init; }

    /// <summary>The part of the network that is trained, on codes of an autoencoder; null for all of it on images. The default value is null.</summary>
    public LatentOptions? Latent { get; init; }

    /// <summary>The weights to start from; null for random ones. The default value is null.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public StartOptions? Start { get; init; }

    /// <summary>How crops are drawn where photographs are trained on; null for images that are taken whole. The default value is null.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public CropOptions? Crops { get; init; }

    /// <summary>How images are made bad, for objectives that learn to restore; null for the preset <c>garments</c>. The default value is null.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Damage? Damage { get; init; }

    /// <summary><see cref="Damage"/>, or what stands for null.</summary>
    [JsonIgnore]
    internal Damage DamageOrStandard => Damage ?? Damage.Parse("garments");

    /// <summary>Terms that are added to the objective. None by default.</summary>
    public IReadOnlyList<RegularizerOptions> Regularizers { get; init; } = [];

    /// <summary>
    /// Noise that an unpaired objective projects: <c>gaussian</c>, <c>fourier</c> (the spectrum of the data), or <c>fourier-paper</c>, as published
    /// code draws it: without the symmetry of a real image's spectrum, which halves the variance. The default value is <c>fourier</c>.
    /// </summary>
    public string Noise { get; init; } = "fourier";

    /// <summary>Length of the training in images, counted with repetition; <see cref="FinalCrops"/> count by their pixels. The default value is 1,000,000.</summary>
    public long Images { get; init; } = 1_000_000;

    /// <summary>Images a step. The default value is 64.</summary>
    public int BatchSize { get; init; } = 64;

    /// <summary>Step size of Adam on the plateau. The default value is 0.0002.</summary>
    public double LearningRate { get; init; } = 2e-4;

    /// <summary>Adam's β1. The default value is 0.5.</summary>
    public double Beta1 { get; init; } = 0.5;

    /// <summary>Adam's β2. The default value is 0.999.</summary>
    public double Beta2 { get; init; } = 0.999;

    /// <summary>Share of the training over which the step size rises. The default value is 0.01.</summary>
    public double WarmUpShare { get; init; } = 0.01;

    /// <summary>Share of the training, at its end, over which the step size falls to zero. The default value is 0.3.</summary>
    public double DecayShare { get; init; } = 0.3;

    /// <summary>Largest norm of the gradient of a step, longer ones are shortened; null for no limit. The default value is null.</summary>
    public double? GradientNorm { get; init; }

    /// <summary>How batch normalisation trains; null leaves the statistics of those layers as they were loaded. The default value is null.</summary>
    public BatchNormOptions? BatchNorm { get; init; }

    /// <summary>Chance that a channel is left out behind an activation inside the network (Dropout2d). The default value is 0.</summary>
    public double Dropout { get; init; }

    /// <summary>What the passes compute in. The default value is <see cref="Precision.Single"/>.</summary>
    public Precision Precision { get; init; }

    /// <summary>Half-life of the moving average of the weights, in images; 0 for no average. The default value is 20,000.</summary>
    public double AverageHalfLife { get; init; } = 20_000;

    /// <summary>Whether images are mirrored at random. The default value is true.</summary>
    public bool Mirror { get; init; } = true;

    /// <summary>
    /// Chance that an image and its source get no label, where the network knows labels: it then also works without one. The default value is 0.1.
    /// </summary>
    public double LabelDropout { get; init; } = 0.1;

    /// <summary>Number of images that are not trained on but watched. The default value is 256.</summary>
    public int HeldOut { get; init; } = DefaultHeldOut;

    /// <summary>Which images these are. The default value is <see cref="HeldOutFrom.All"/>.</summary>
    public HeldOutFrom HeldOutFrom { get; init; }

    /// <summary>
    /// How often the training may start again with another initialisation where it has learned nothing by a tenth of its length, at
    /// most 64,000 images but at least 500 steps. The default value is 0.
    /// </summary>
    public int Restarts { get; init; }

    /// <summary>Seed of everything random. The default value is 1.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>CPU threads of libtorch; results are reproducible for one number. The default value is 2.</summary>
    public int Threads { get; init; } = 2;

    /// <summary>The objective's name, as a model card gives it: <c>ign</c>, <c>naign</c>, <c>linear</c>, <c>autoencoder</c> or <c>restoration</c>.</summary>
    [JsonIgnore]
    public string Objective => Ign is not null ? "ign" : Naign is not null ? "naign" : Linear is not null ? "linear" : Autoencoder is not null ? "autoencoder" : "restoration";

    /// <summary>Whether the objective projects noise, rather than damaged images that belong to real ones.</summary>
    [JsonIgnore]
    public bool Unpaired => Ign is not null || Naign is not null;

    /// <summary>
    /// What proved good for the paired restoration objective and a network without normalisation, such as <see cref="ResidualUNet"/>: small
    /// batches at a high learning rate, guarded by a limit on the gradient.
    /// </summary>
    /// <param name="network">The network to train.</param>
    public static TrainingOptions Restoring(NetworkSpec network) => new()
    {
        Network = network,
        Restoration = new RestorationOptions(),
        BatchSize = 32,
        LearningRate = 6e-4,
        Beta1 = 0.9,
        GradientNorm = 0.25,
        DecayShare = 0.5,
        AverageHalfLife = 10_000,
    };

    /// <summary>
    /// For the paired objective on crops of photographs and a network without normalisation, such as <see cref="PhotoUNet"/>: a loss that counts decibels,
    /// clean images as an eighth of the batch, and idempotence at the end only, since it costs time and is quickly learned.
    /// </summary>
    /// <param name="network">The network to train; its input is the size of the crops.</param>
    public static TrainingOptions RestoringPhotos(NetworkSpec network) => new()
    {
        Network = network,
        Crops = new CropOptions(),
        Damage = Damage.Parse("photo"),
        Restoration = new RestorationOptions { Distance = Distance.LogL2, ReconstructionWeight = 0.125, IdempotenceWeight = 0.15, IdempotenceShare = 0.125, IdempotenceStart = 0.85, IdempotenceWarmUp = 0.05 },
        BatchSize = 8,
        LearningRate = 1e-3,
        Beta1 = 0.9,
        Beta2 = 0.99,
        WarmUpShare = 0.005,
        DecayShare = 0.4,
        AverageHalfLife = 10_000,
        Precision = Precision.BFloat16,
    };

    /// <summary>
    /// What proved good for the paper's objective and an autoencoder with group normalisation, such as <see cref="Dcgan"/>: a tightness that is several times
    /// the paper's, which spreads f(z) over the data, and <see cref="RegularizerKind.BatchDeviation"/>, which keeps it from collapsing on the way.
    /// </summary>
    /// <param name="network">The network to train.</param>
    public static TrainingOptions Generating(NetworkSpec network) => new()
    {
        Network = network,
        Ign = new IgnOptions { Distance = Distance.L2, TightnessWeight = 0.45, TightnessClamp = null },
        Regularizers = [new RegularizerOptions { Kind = RegularizerKind.BatchDeviation, Weight = 1, WarmUp = 0 }],
        LearningRate = 5e-4,
    };

    /// <summary>The non-adversarial objective for the same networks. Nothing pushes against anything, so that larger steps are in order.</summary>
    /// <param name="network">The network to train.</param>
    public static TrainingOptions GeneratingByCoverage(NetworkSpec network) => new() { Network = network, Naign = new NaignOptions(), LearningRate = 1e-3 };

    /// <summary>An autoencoder g(e(x)): the first stage of a latent IGN.</summary>
    /// <param name="network">The network to train, such as <see cref="Dcgan"/>.</param>
    public static TrainingOptions Autoencoding(NetworkSpec network) => new() { Network = network, Autoencoder = new AutoencoderOptions(), LearningRate = 1e-3 };

    /// <summary>
    /// The second stage of a latent IGN: between encoder and decoder of a trained autoencoder come the layers h, and only these are trained, by the objective
    /// of <paramref name="options"/>. The run gives the weights of decoder ∘ h ∘ encoder, one network like any other.
    /// </summary>
    /// <param name="options">The training; its network is not used.</param>
    /// <param name="autoencoder">Weight file of the autoencoder.</param>
    /// <param name="split">Index of its first decoder layer.</param>
    /// <param name="body">h, whose output has the shape of its input.</param>
    /// <exception cref="IgnFormatException">The file is damaged or no weight file.</exception>
    /// <exception cref="SpecException">The layers do not fit the codes.</exception>
    public static TrainingOptions InLatents(TrainingOptions options, string autoencoder, int split, IReadOnlyList<Layer> body)
    {
        var weights = WeightFile.Load(autoencoder);
        return (options with
        {
            Network = LatentNetwork.Compose(weights.Spec, split, body),
            Latent = new LatentOptions { Autoencoder = autoencoder, Hash = WeightHash.Of(weights), First = split, Count = body.Count },
        }).Validated();
    }

    /// <summary>
    /// The same training, started from a network that has learned something already: so a model for photographs learns the damage of one scanner. The network
    /// becomes that of the file; one that takes images of any size takes those of this training.
    /// </summary>
    /// <param name="file">A <c>weights.safetensors</c>, or a model of 32-bit floats.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="IgnFormatException">The file is damaged, or works on another range of values than -1 to 1.</exception>
    /// <exception cref="SpecException">The network takes images of another shape.</exception>
    public TrainingOptions StartingFrom(string file)
    {
        var weights = StartOptions.Read(file);
        var network = weights.Spec;
        if (network.AnySize && network.Input.Channels == Network.Input.Channels) network = (network with { Input = Network.Input }).Validated();
        if (network.Input != Network.Input) throw new SpecException($"'{file}' holds a network for images of {network.Input}, the training has {Network.Input}.");
        return this with { Network = network, Start = new StartOptions { File = file, Hash = WeightHash.Of(weights) } };
    }

    /// <summary>The objective for a network that is idempotent by construction. The limit on the gradient is tight: inverses pass errors on.</summary>
    /// <param name="network">The network to train.</param>
    public static TrainingOptions IdempotentByConstruction(NetworkSpec network) => new()
    {
        Network = network,
        Linear = new LinearIgnOptions(),
        LearningRate = 1e-3,
        Beta1 = 0.9,
        GradientNorm = 0.1,
        DecayShare = 0.5,
        AverageHalfLife = 10_000,
    };

    /// <summary>The same, with the names of files instead of their paths: what others may read. Hashes tell the files apart.</summary>
    internal TrainingOptions WithoutPaths() => this with
    {
        Start = Start is null ? null : Start with { File = Path.GetFileName(Start.File) },
        Latent = Latent is null ? null : Latent with { Autoencoder = Path.GetFileName(Latent.Autoencoder) },
        Restoration = Restoration?.Perceptual is { } term ? Restoration with { Perceptual = term with { Features = Path.GetFileName(term.Features) } } : Restoration,
    };

    /// <summary>How many images to hold out of a set: a tenth, at least one and at most 256.</summary>
    /// <param name="images">Images of the set.</param>
    public static int HeldOutOf(int images) => Math.Clamp(images / 10, 1, DefaultHeldOut);

    /// <summary>The options as JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, Json);

    /// <summary>Reads options. Those of a run that do not say which images it holds out held out the last ones.</summary>
    /// <exception cref="InvalidDataException">The text is no valid set of options.</exception>
    public static TrainingOptions FromJson(string json)
    {
        try
        {
            var options = JsonSerializer.Deserialize<TrainingOptions>(json, Json) ?? throw new InvalidDataException("The training options are null.");
            bool says = JsonNode.Parse(json)!.AsObject().ContainsKey(Json.PropertyNamingPolicy!.ConvertName(nameof(HeldOutFrom)));
            return (says ? options : options with { HeldOutFrom = HeldOutFrom.End }).Validated();
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"Not a set of training options: {e.Message}", e);
        }
    }

    /// <summary>Checks the ranges.</summary>
    /// <exception cref="InvalidDataException">An option is out of range or the objective is not one.</exception>
    public TrainingOptions Validated()
    {
        if (Network is null || Regularizers is null) throw new InvalidDataException("The network and the list of regularizers must not be null.");
        Network.Validated();
        Require(new object?[] { Ign, Naign, Linear, Autoencoder, Restoration }.Count(o => o is not null) == 1, "Exactly one objective must be set: ign, naign, linear, autoencoder or restoration.");
        Require(Noise is "gaussian" or "fourier" or "fourier-paper", $"The noise must be 'gaussian', 'fourier' or 'fourier-paper', not '{Noise}'.");
        Require(Dropout is >= 0 and < 1, $"The dropout must be at least 0 and below 1, not {Dropout}.");
        Require(LabelDropout is >= 0 and <= 1, $"The label dropout must lie between 0 and 1, not {LabelDropout}.");
        Require(BatchNorm is not { Momentum: <= 0 or > 1 }, "The momentum of the batch normalisation must be above 0 and at most 1.");
        Require(Images > 0 && BatchSize is > 0 and <= 65536, "The number of images must be positive and the batch size between 1 and 65536.");
        Require(LearningRate is > 0 and <= 1, $"The learning rate must be above 0 and at most 1, not {LearningRate}.");
        Require(Beta1 is >= 0 and < 1 && Beta2 is >= 0 and < 1, "The betas must lie in [0, 1).");
        Require(WarmUpShare is >= 0 and <= 1 && DecayShare is >= 0 and <= 1, "Warm-up and decay are shares of the training, between 0 and 1.");
        Require(AverageHalfLife >= 0 && HeldOut > 0 && Threads > 0, "The half-life must not be negative; the held-out images and the threads must be positive.");
        Require(Enum.IsDefined(HeldOutFrom), $"There is no choice {HeldOutFrom} of the images held out.");
        Require(Crops is null or { Shrink: >= 1 and <= 16, Detail: >= 0 and <= 255 }, "The shrink of crops must lie between 1 and 16, their detail between 0 and 255.");
        Require(Crops is not { Turn: true } || Network.Input.Height == Network.Input.Width, $"Crops that are turned must be squares, not {Network.Input}.");
        Crops?.Final?.Check(this);
        Require(Restarts is >= 0 and <= 100, $"The restarts must be between 0 and 100, not {Restarts}.");
        Require(Ign?.TightnessClamp is not < 1, "The clamp ratio must be at least 1: below, the training collapses.");
        Require(Restoration is null || Restoration.IdempotenceWarmUp > 0, "The warm-up of the idempotence weight must be above 0: without one, every output becomes one image.");
        Require(Naign is null or { Pool: > 0 and <= 1 << 20, Refresh: > 0 and <= 1 << 20 }, "Pool and refresh of naign must lie between 1 and 1,048,576.");
        Require(Naign is null || (long)Naign.Pool * Network.Input.Size <= MaxPoolValues, $"The pool of naign would hold more than {MaxPoolValues:N0} values.");
        Require(Naign is null or { CoverageWeight: >= 0, IdempotenceWeight: >= 0, RejectionRadius: null or > 0 }, "The weights of naign must not be negative, its rejection radius must be above 0.");
        Require(Restoration?.Perceptual is null or { Weight: >= 0, Layers: null or { Count: > 0 } }, "The weight of the perceptual term must not be negative, and its layers, where given, not none.");
        Require(Restoration?.Perceptual is null || Latent is null, "The perceptual term compares images; in latents there are none.");
        int layers = Latent?.Count ?? Network.Layers.Count;
        Require(Latent is null || (Latent is { First: > 0, Count: > 0 } && Latent.First + (long)Latent.Count < Network.Layers.Count), "The latent layers must lie inside the network, with layers before and after them.");
        Require(Start is null || Latent is null, "A training in latents starts from its autoencoder: leave start out.");
        Require(Start is null || Restarts == 0, "A training that starts from given weights has no other initialisation to start again from: restarts must be 0.");
        Require(Latent is null || BatchNorm is null, "Batch normalisation cannot be trained in latents: the autoencoder's layers keep their statistics.");
        Require(BatchNorm is not { Separate: true, Inference: BatchNormInference.Running }, "Running averages that are kept apart belong to three networks: choose the inference Real, Source or Both, or separate = false.");
        Require(BatchNorm is null || Network.AllLayers.Any(l => l.Layer is BatchNorm), "batch_norm is set, but the network has no such layer.");
        Require(GradientNorm is null or > 0, $"The limit of the gradient's norm must be above 0, not {GradientNorm}.");
        Require(Ign is null or { ReconstructionWeight: >= 0, IdempotenceWeight: >= 0, TightnessWeight: >= 0, ClampFloor: > 0 }, "The weights of ign must not be negative, and its clamp_floor must be above 0.");
        Require(Ign?.TightnessSchedule is null or { Start: >= 0 and <= 1, Share: >= 0 and <= 1 }, "Start and share of the tightness_schedule lie between 0 and 1.");
        Require(Linear is null or { ReconstructionWeight: >= 0, RestorationWeight: >= 0 }, "The weights of linear must not be negative.");
        Require(Restoration is null or { ReconstructionWeight: >= 0, IdempotenceWeight: >= 0, OuterWeight: >= 0, CleanShare: > 0 and <= 1, IdempotenceShare: > 0 and <= 1, IdempotenceStart: >= 0 and <= 1 }, "The weights of restoration must not be negative; its shares lie above 0 and up to 1, its start between 0 and 1.");
        Require(16 * Network.ParameterCount + 4 * (Naign?.Pool ?? 0L) * Network.Input.Size <= Safetensors.MaxBytes, "The checkpoints of this training would be larger than can be read again: make the network or the pool of naign smaller.");
        foreach (var r in Regularizers)
        {
            Require(Enum.IsDefined(r.Kind), $"There is no regularizer {r.Kind}.");
            Require(r is { Weight: >= 0, Start: >= 0 and <= 1, WarmUp: >= 0 and <= 1 }, "The weight of a regularizer must not be negative; its start and warm-up are shares of the training, between 0 and 1.");
            Require((r.Kind == RegularizerKind.Alignment) == r.Split is not null, "A split belongs to the regularizer 'Alignment', and to no other.");
            Require(r.Split is null || (r.Split > 0 && r.Split < layers), $"The split of a regularizer must lie between 1 and {layers - 1}: there are {layers} layers.");
        }
        Require(Naign?.Improvement is null or (> 0 and < 1), "The improvement of naign must be a share between 0 and 1.");
        return this;
    }

    private static void Require(bool condition, string message)
    {
        if (!condition) throw new InvalidDataException(message);
    }
}
