using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Ign.MLNet.Evaluation;

/// <summary>What an <see cref="EvaluationProtocol"/> measured. Every figure is a mean over the seeds; from two seeds on it has a 95 % interval.</summary>
public sealed record EvaluationReport
{
    internal static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        // PSNR of images that are not damaged at all is infinite.
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        WriteIndented = true,
        NewLine = "\n",
    };

    /// <summary>Name of the model.</summary>
    public required string Model { get; init; }

    /// <summary>SHA-256 of its file.</summary>
    public required string ModelSha256 { get; init; }

    /// <summary>Shape of its images.</summary>
    public required string Shape { get; init; }

    /// <summary>How many times its file applies the network: f is what the file computes.</summary>
    public required int Applications { get; init; }

    /// <summary>Name of the data.</summary>
    public required string Data { get; init; }

    /// <summary>Images that restoration and idempotence were measured on, for each seed.</summary>
    public required int Images { get; init; }

    /// <summary>Images of each kind that generation was measured on, for each seed; 0 if it was not.</summary>
    public required int GeneratedImages { get; init; }

    /// <summary>The seeds. A seed decides the choice of images, the damage and the noise.</summary>
    public required IReadOnlyList<ulong> Seeds { get; init; }

    /// <summary>Name of the feature network, or null.</summary>
    public string? Features { get; init; }

    /// <summary>SHA-256 of its file.</summary>
    public string? FeaturesSha256 { get; init; }

    /// <summary>What was done to images before it saw them.</summary>
    public string? FeaturesPreparation { get; init; }

    /// <summary>Share of the clean images that its classifier gets right; null without classifier or labels.</summary>
    public Interval? CleanAccuracy { get; init; }

    /// <summary>The same of the projected clean images.</summary>
    public Interval? ProjectedCleanAccuracy { get; init; }

    /// <summary>Why generation was not measured, or null.</summary>
    public string? NotGenerated { get; init; }

    /// <summary>Restoration, damage by damage.</summary>
    public required IReadOnlyList<RestorationRow> Restoration { get; init; }

    /// <summary>Idempotence and displacement, kind by kind.</summary>
    public required IReadOnlyList<IdempotenceRow> Idempotence { get; init; }

    /// <summary>Generation: the floor of other real images, f(z) and f(f(z)).</summary>
    public required IReadOnlyList<GenerationRow> Generation { get; init; }

    /// <summary>Images of the first seed to look at.</summary>
    [JsonIgnore]
    public IReadOnlyList<PictureStrip> Pictures { get; init; } = [];

    /// <summary>The report as JSON, without the pictures.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, Json) + "\n";
}
