using System.Text.Json.Serialization;
using Ign.MLNet.Reports;

namespace Ign.MLNet.Restoration;

/// <summary>A distribution in <c>summary.json</c>; quantiles to half a percent, the others exact.</summary>
internal sealed record QuantilesFile(
    long Count,
    double Mean,
    double Minimum,
    [property: JsonPropertyName("p10")] double P10,
    [property: JsonPropertyName("p50")] double P50,
    [property: JsonPropertyName("p90")] double P90,
    [property: JsonPropertyName("p99")] double P99,
    double Maximum)
{
    /// <summary>Null where there is no value.</summary>
    internal static QuantilesFile? Of(Distribution values) => values.Count == 0
        ? null
        : new(values.Count, values.Mean, values.Minimum, values.Quantile(0.1), values.Quantile(0.5), values.Quantile(0.9), values.Quantile(0.99),
            values.Maximum);
}
