using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Ign.MLNet.Reports;

namespace Ign.MLNet.Restoration;

/// <summary>What summary and page need to know of all files, in memory that does not grow with their number.</summary>
internal sealed class ReportFigures
{
    // Twice and three times what is shown: some may be unreadable by then, and the sample leaves out what stands among the largest.
    private const int LargestKept = 2 * ReportPage.PairsShown, SampleKept = 3 * ReportPage.PairsShown;

    /// <summary>How far results are from their inputs; copies excluded, up-to-date results included.</summary>
    internal Distribution Displacement { get; } = new();

    /// <summary>How much a further application would change.</summary>
    internal Distribution Residual { get; } = new();

    /// <summary>Share of 8-bit values that a further application would change.</summary>
    internal Distribution Changed { get; } = new();

    /// <summary>Results with the largest displacement.</summary>
    internal BestItems Largest { get; } = new(LargestKept);

    /// <summary>Results that their paths' hashes choose: spread evenly, and the same ones in every run.</summary>
    internal BestItems Sample { get; } = new(SampleKept);

    /// <summary>Files that took longest in this run.</summary>
    internal BestItems Slowest { get; } = new(ReportPage.SlowestShown);

    /// <summary>Why files were skipped.</summary>
    internal ReasonCounts Skipped { get; } = new();

    /// <summary>What is to be known of results that were restored.</summary>
    internal ReasonCounts Notes { get; } = new();

    /// <summary>What results do not carry of the metadata.</summary>
    internal ReasonCounts NotCarried { get; } = new();

    internal void Add(RestorationItem item)
    {
        foreach (string part in item.NotCarried ?? []) NotCarried.Add(part);
        if (item is { Outcome: RestorationOutcome.Done, Copied: false, Clean: false, Reason: { } note }) Notes.Add(note);
        if (item.Outcome == RestorationOutcome.Skipped) Skipped.Add(item.Reason ?? "no reason given");
        else if (item.Times is not null) Slowest.Add(item, item.Times.Total);
        if (item.Outcome == RestorationOutcome.Failed || item.Copied || item.Output is null) return;
        Sample.Add(item, -Hash(item.Path));
        if (item.Quality is not { } quality) return;
        Displacement.Add(quality.Displacement);
        if (quality.Residual is { } residual) Residual.Add(residual);
        if (quality.Changed is { } changed) Changed.Add(changed);
        Largest.Add(item, quality.Displacement);
    }

    private static double Hash(string path) => BinaryPrimitives.ReadUInt32LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes(path)));
}
