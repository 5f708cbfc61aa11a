using System.Text.Json;
using System.Text.Json.Serialization;
using Ign.MLNet.Evaluation;
using Ign.MLNet.Networks;

namespace Ign.MLNet.Training;

/// <summary>Everything that decides the result of a training, apart from the images. A run folder keeps it as <c>options.json</c>.</summary>
public sealed record TrainingOptions
{
    internal static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        WriteIndented = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        AllowOutOfOrderMetadataProperties = true,
    };

    private const int MostHeldOut = 256;

    /// <summary>The network to train.</summary>
    public required NetworkSpec Network { get; init; }

    /// <summary>What is minimised.</summary>
    public required ObjectiveOptions Objective { get; init; }

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
    /// Length of the training in images, counted with repetition; <see cref="FinalCrops"/> count by their pixels. The default value is 1,000,000.
    /// </summary>
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

    /// <summary>
    /// Number of images that are not trained on but watched; null for a tenth of them, at least one and at most 256. The default value is null.
    /// </summary>
    public int? HeldOut { get; init; }

    /// <summary>Which images these are. The default value is <see cref="HeldOutFrom.All"/>.</summary>
    public HeldOutFrom HeldOutFrom { get; init; }

    /// <summary>
    /// How often the training may start again with another initialisation where it has learned nothing by a tenth of its length, at
    /// most 64,000 images but at least 500 steps. The default value is 0.
    /// </summary>
    public int Restarts { get; init; }

    /// <summary>Seed of everything random. The default value is 1.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>CPU threads of libtorch; results are reproducible for one number. The default value is the number of processor cores.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>
    /// What proved good for the paired objective and a network without normalisation, such as <see cref="ResidualUNet"/>: small
    /// batches at a high learning rate, guarded by a limit on the gradient.
    /// </summary>
    /// <param name="network">The network to train.</param>
    public static TrainingOptions Restoring(NetworkSpec network) => new()
    {
        Network = network,
        Objective = new PairedOptions(),
        BatchSize = 32,
        LearningRate = 6e-4,
        Beta1 = 0.9,
        GradientNorm = 0.25,
        DecayShare = 0.5,
        AverageHalfLife = 10_000,
    };

    /// <summary>
    /// For the paired objective on crops of photographs and a network without normalisation, such as <see cref="PhotoUNet"/>: a loss that counts decibels,
    /// clean images as an eighth of the batch, and idempotence and the full weight of clean images at the end only, since they are quickly learned.
    /// </summary>
    /// <param name="network">The network to train; its input is the size of the crops.</param>
    public static TrainingOptions RestoringPhotos(NetworkSpec network) => new()
    {
        Network = network,
        Crops = new CropOptions(),
        Damage = Damage.Parse("photo"),
        Objective = new PairedOptions
        {
            Distance = Distance.LogL2,
            ReconstructionWeight = 0.02,
            FinalReconstructionWeight = 0.125,
            IdempotenceWeight = 0.15,
            IdempotenceShare = 0.125,
            IdempotenceStart = 0.85,
            IdempotenceWarmUp = 0.05,
        },
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
    /// the paper's, which spreads f(z) over the data, <see cref="RegularizerKind.BatchDeviation"/>, which keeps it from collapsing on the way, small batches,
    /// which make more steps of the same images, and a second half in which f comes to rest (<see cref="UnpairedOptions.SettlingShare"/>).
    /// </summary>
    /// <param name="network">The network to train.</param>
    public static TrainingOptions Generating(NetworkSpec network) => new()
    {
        Network = network,
        Objective = new IgnOptions { Distance = Distance.L2, TightnessWeight = 0.6, TightnessClamp = null, SettlingShare = 0.5 },
        BatchSize = 16,
        Regularizers = [new RegularizerOptions { Kind = RegularizerKind.BatchDeviation, Weight = 1, WarmUp = 0 }],
        LearningRate = 5e-4,
    };

    /// <summary>The non-adversarial objective for the same networks. Nothing pushes against anything, so that larger steps are in order.</summary>
    /// <param name="network">The network to train.</param>
    public static TrainingOptions GeneratingByCoverage(NetworkSpec network) => new() { Network = network, Objective = new NaignOptions(), LearningRate = 1e-3 };

    /// <summary>
    /// The same training, started from a network that has learned something already: so a model for photographs learns the damage of one scanner. The network
    /// becomes that of the file; one that takes images of any size takes those of this training.
    /// </summary>
    /// <param name="file">A <c>weights.safetensors</c>, or a model of 32-bit floats.</param>
    /// <param name="wider">
    /// Whether the training keeps its own network: the same layers as in the file with as many channels or more. It starts as the same function; new channels
    /// start at random.
    /// </param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="IgnFormatException">The file is damaged, or works on another range of values than -1 to 1.</exception>
    /// <exception cref="SpecException">The network takes images of another shape, or is not a wider one.</exception>
    public TrainingOptions StartingFrom(string file, bool wider = false)
    {
        var weights = StartOptions.Read(file);
        if (wider)
        {
            Widening.Of(weights, Network, Seed);
            return this with { Start = new StartOptions { File = file, Hash = WeightHash.Of(weights) } };
        }
        var network = weights.Spec;
        if (network.AnySize && network.Input.Channels == Network.Input.Channels) network = (network with { Input = Network.Input }).Validated();
        if (network.Input != Network.Input)
            throw new SpecException($"'{file}' holds a network for images of {network.Input}, the training has {Network.Input}.");
        return this with { Network = network, Start = new StartOptions { File = file, Hash = WeightHash.Of(weights) } };
    }

    /// <summary>The objective for a network that is idempotent by construction. The limit on the gradient is tight: inverses pass errors on.</summary>
    /// <param name="network">The network to train.</param>
    public static TrainingOptions IdempotentByConstruction(NetworkSpec network) => new()
    {
        Network = network,
        Objective = new LinearIgnOptions(),
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
    };

    /// <summary>How many images of a set are held out.</summary>
    /// <param name="images">Images of the set.</param>
    public int HeldOutOf(int images) => HeldOut ?? Math.Clamp(images / 10, 1, MostHeldOut);

    /// <summary>The options as JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, Json);

    /// <summary>Reads options.</summary>
    /// <exception cref="InvalidDataException">The text is no valid set of options.</exception>
    public static TrainingOptions FromJson(string json)
    {
        try
        {
            return (JsonSerializer.Deserialize<TrainingOptions>(json, Json) ?? throw new InvalidDataException("The training options are null.")).Validated();
        }
        catch (Exception e) when (e is JsonException or NotSupportedException)
        {
            string hint = json.Contains("\"objective\"", StringComparison.Ordinal) ? "" : " A run of an earlier version can be exported, but does not go on.";
            throw new InvalidDataException($"Not a set of training options: {e.Message}{hint}", e);
        }
        catch (ArgumentException e)
        {
            throw new InvalidDataException(e.Message, e);
        }
    }

    /// <summary>Checks that several processes can share the batches: a part must be a batch of its own, whole, and independent of the other parts.</summary>
    /// <param name="ranks">How many processes, see <see cref="ICollective"/>.</param>
    /// <exception cref="ArgumentException">They cannot; the message says why.</exception>
    public void CheckParts(int ranks)
    {
        if (ranks == 1) return;
        void Require(bool holds, string message)
        {
            if (!holds) throw new ArgumentException($"{ranks} processes cannot train this: {message}");
        }
        Require(BatchNorm is null, "batch normalisation takes its statistics from a whole batch; choose a network without it.");
        Require(BatchSize % ranks == 0, $"the batch size {BatchSize} is no multiple of {ranks}.");
        Require(Images % ranks == 0, $"the number of images, {Images:N0}, is no multiple of {ranks}.");
        if (CropSizes.Of(this) is not { } sizes) return;
        foreach (int size in (int[])[BatchSize, (int)(Images % BatchSize)])
        {
            int crops = size == 0 ? 0 : sizes.Count(size, sizes.Final);
            Require(crops % ranks == 0, $"a step of {size} images has {crops} of the final crops, no multiple of {ranks}.");
        }
    }

    /// <summary>Checks the ranges.</summary>
    /// <exception cref="ArgumentException">An option is out of range; the message names it as <c>options.json</c> does.</exception>
    /// <exception cref="SpecException">There is no such network.</exception>
    public TrainingOptions Validated()
    {
        Rule.Require(Network is not null, Network, "a network");
        Rule.Require(Objective is not null, Objective, "an objective");
        Rule.Require(Regularizers is not null, Regularizers, "a list, which may be empty");
        Network!.Validated();
        Rule.Require(Network.Layers is not [DeadZone, ..], "a dead zone", "none in a training, which would learn nothing inside it; the export adds one",
            "network");
        Rule.Require(16 * Network.ParameterCount <= Safetensors.MaxBytes, Network.ParameterCount,
            "a network small enough for a checkpoint that can be read again");
        Rule.Require(Images > 0, Images, "above 0");
        Rule.Require(BatchSize is > 0 and <= 65536, BatchSize, "between 1 and 65536");
        Rule.Require(LearningRate is > 0 and <= 1, LearningRate, "above 0 and at most 1");
        Rule.Require(Beta1 is >= 0 and < 1, Beta1, "at least 0 and below 1");
        Rule.Require(Beta2 is >= 0 and < 1, Beta2, "at least 0 and below 1");
        Rule.Require(WarmUpShare is >= 0 and <= 1, WarmUpShare, "a share of the training, between 0 and 1");
        Rule.Require(DecayShare is >= 0 and <= 1, DecayShare, "a share of the training, between 0 and 1");
        Rule.Require(GradientNorm is null or > 0, GradientNorm, "above 0, or null");
        Rule.Require(Dropout is >= 0 and < 1, Dropout, "at least 0 and below 1");
        Rule.Require(LabelDropout is >= 0 and <= 1, LabelDropout, "between 0 and 1");
        Rule.Require(AverageHalfLife >= 0, AverageHalfLife, "at least 0");
        Rule.Require(HeldOut is null or > 0, HeldOut, "above 0, or null");
        Rule.Require(Enum.IsDefined(HeldOutFrom), HeldOutFrom, "All or End");
        Rule.Require(Threads > 0, Threads, "above 0");
        Rule.Require(Restarts is >= 0 and <= 100, Restarts, "between 0 and 100");
        Rule.Require(Start is null || Restarts == 0, Restarts, "0: a training that starts from given weights has no other initialisation to start again from");
        Objective!.Check(this);
        Crops?.Check(this);
        BatchNorm?.Check(this);
        foreach (var regularizer in Regularizers!) regularizer.Check();
        return this;
    }
}
