using System.Text.Json;
using System.Text.Json.Serialization;
using Ign.MLNet.Reports;

namespace Ign.MLNet.Evaluation;

/// <summary>Result of a <see cref="TrajectoryProtocol"/>. In JSON the names are in snake case (<c>from_first</c>).</summary>
public sealed record TrajectoryReport
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

    /// <summary>How many times the file applies the network in what is called f here, from its card.</summary>
    public required int NetworkApplications { get; init; }

    /// <summary>Number of images of each kind.</summary>
    public required int Images { get; init; }

    /// <summary>Seed of noise and damage.</summary>
    public required ulong Seed { get; init; }

    /// <summary>Values of k that are pictured, rising from 0 to K.</summary>
    public required IReadOnlyList<int> Moments { get; init; }

    /// <summary>Kinds of images.</summary>
    public required IReadOnlyList<TrajectorySet> Sets { get; init; }

    /// <summary>The report as indented JSON; the pictures are not in it.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, s_json);

    /// <summary>Both figures of every kind of images on a logarithmic axis.</summary>
    public LinePlot ToPlot() => new()
    {
        Title = $"Repeated projection: {Model}",
        XLabel = "applications k",
        YLabel = "mean absolute difference",
        LogY = true,
        Series =
        [
            .. Sets.SelectMany(set => (PlotSeries[])
            [
                new($"{set.Name}: |fᵏ⁺¹ − fᵏ|", [.. set.Trajectory.Step.Select((value, k) => ((double)k, value))]),
                // From the second application on: before it, the figure says how far the start is.
                new($"{set.Name}: |fᵏ − f|", [.. set.Trajectory.FromFirst.Select((value, k) => ((double)k, value)).Skip(2)], Dashed: true),
            ]),
        ],
    };
}
