using System.Text.Json;
using System.Text.Json.Serialization;

namespace Ign.MLNet.Evaluation;

/// <summary>
/// Result of a <see cref="RestorationProtocol"/>. Accuracies are in percent of the test images; dictionaries are by
/// <see cref="Damage.Name"/>. In JSON the names are in snake case (<c>recovered_percent</c>).
/// </summary>
public sealed record RestorationReport
{
    private static readonly JsonSerializerOptions s_json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        WriteIndented = true,
    };

    /// <summary>Name of the model, from its card.</summary>
    public required string Model { get; init; }

    /// <summary>SHA-256 of the model file in hexadecimal.</summary>
    public required string ModelHash { get; init; }

    /// <summary>Name of the classifier behind the main figures.</summary>
    public required string Classifier { get; init; }

    /// <summary>Number of test images behind the accuracies.</summary>
    public required int Images { get; init; }

    /// <summary>Number of test images behind <see cref="Psnr"/> and <see cref="Residual"/>: the first ones.</summary>
    public required int DetailImages { get; init; }

    /// <summary>Number of clean images that the classifiers were fitted on.</summary>
    public required int TrainingImages { get; init; }

    /// <summary>Seed of the damage.</summary>
    public required ulong Seed { get; init; }

    /// <summary>Accuracy of the classifier on clean images.</summary>
    public required double Clean { get; init; }

    /// <summary>Accuracy of the classifier on damaged images.</summary>
    public required IReadOnlyDictionary<string, double> Noisy { get; init; }

    /// <summary>Accuracy of the classifier on restored images.</summary>
    public required IReadOnlyDictionary<string, double> Restored { get; init; }

    /// <summary>Points won back over points lost in percent, and <c>average</c> of the sums; see <see cref="ClassifierFigures.RecoveredPercent"/>.</summary>
    public required IReadOnlyDictionary<string, double?> RecoveredPercent { get; init; }

    /// <summary>Points that projecting clean images costs the classifier.</summary>
    public required double CleanLossPoints { get; init; }

    /// <summary>Mean |f(f(y)) - f(y)| per value over all kinds of damage, on the scale of [-1,1].</summary>
    public required double Residual { get; init; }

    /// <summary>Mean |f(f(y)) - f(y)| by damage.</summary>
    public required IReadOnlyDictionary<string, double> ResidualByDamage { get; init; }

    /// <summary>
    /// PSNR in dB against the clean images, from the squared error pooled over them, by method (<c>noisy</c>, <c>ign</c>, <c>median3</c>,
    /// <c>median5</c>, <c>nlm</c>, <c>pca</c>) and damage.
    /// </summary>
    public required IReadOnlyDictionary<string, IReadOnlyDictionary<string, double>> Psnr { get; init; }

    /// <summary>Strength h of <c>nlm</c> that was best on held-out training images.</summary>
    public required IReadOnlyDictionary<string, double> NlmStrength { get; init; }

    /// <summary>Components of <c>pca</c> that were best on held-out training images.</summary>
    public required IReadOnlyDictionary<string, int> PcaComponents { get; init; }

    /// <summary>Projections per second, measured around the projector alone.</summary>
    public required double ImagesPerSecond { get; init; }

    /// <summary>Accuracy of the linear classifier on clean images.</summary>
    public required double LinearClean { get; init; }

    /// <summary>Accuracy of the linear classifier on damaged images.</summary>
    public required IReadOnlyDictionary<string, double> LinearNoisy { get; init; }

    /// <summary>Accuracy of the linear classifier on restored images.</summary>
    public required IReadOnlyDictionary<string, double> LinearRestored { get; init; }

    /// <summary>As <see cref="RecoveredPercent"/>, for the linear classifier. It hardly minds white noise, so there it means little.</summary>
    public required IReadOnlyDictionary<string, double?> LinearRecoveredPercent { get; init; }

    /// <summary>Points that projecting clean images costs the linear classifier.</summary>
    public required double LinearCleanLossPoints { get; init; }

    /// <summary>The most points that projecting costs the linear classifier on any kind of images; negative where it helps on all.</summary>
    public required double LinearLargestLossPoints { get; init; }

    /// <summary>The report as one JSON object.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, s_json);
}
