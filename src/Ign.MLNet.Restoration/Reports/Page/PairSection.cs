using System.Globalization;
using Ign.MLNet.Reports;

namespace Ign.MLNet.Restoration;

/// <summary>Writes inputs and results as pictures with a divider between them that can be moved.</summary>
internal sealed class PairSection(HtmlPage page, ReportHead head, ReportLinks links)
{
    // Reading is mostly decoding; some at a time shorten the end of a job.
    private static readonly int s_parallel = Math.Min(4, Environment.ProcessorCount);

    /// <summary>Side in pixels that small images are enlarged to, by a whole factor.</summary>
    private const int EnlargedSide = 384;

    private readonly HashSet<string> _shown = new(StringComparer.Ordinal);

    /// <summary>Writes the first images that can be read and are not on the page yet, at most <see cref="ReportPage.PairsShown"/>.</summary>
    internal void Write(string title, string note, IEnumerable<RestorationItem> items)
    {
        var pairs = items.Where(i => !_shown.Contains(i.Path))
            .AsParallel().AsOrdered().WithDegreeOfParallelism(s_parallel).WithMergeOptions(ParallelMergeOptions.NotBuffered)
            .Select(i => ImagePair.TryRead(head, i)).OfType<ImagePair>().Take(ReportPage.PairsShown).ToList();
        if (pairs.Count == 0) return;
        page.Section(title, note);
        page.Line($"""<div class="pairs">""");
        foreach (var pair in pairs) Write(pair);
        page.Line($"</div></section>");
        _shown.UnionWith(pairs.Select(p => p.Item.Path));
    }

    private void Write(ImagePair pair)
    {
        var item = pair.Item;
        int factor = pair.IsSmall ? Math.Max(1, EnlargedSide / Math.Max(pair.Width, pair.Height)) : 1;
        var size = new Markup(string.Create(CultureInfo.InvariantCulture, $"width=\"{pair.Width * factor}\" height=\"{pair.Height * factor}\""));
        page.Line($"""
            <figure class="pair{(pair.IsSmall ? " small" : "")}"><div class="frame">
            <img class="before" alt="before" draggable="false" {size} src="{Markup.Picture("webp", pair.Before)}">
            <img class="after" alt="after" draggable="false" {size} src="{Markup.Picture("webp", pair.After)}">
            <span class="tag left">before</span><span class="tag right">after</span><span class="divider"></span>
            <input type="range" min="0" max="100" value="50" aria-label="How much of the input of {item.Path} is shown, in percent">
            </div><figcaption><a href="{links.To(item.Output!)}"><bdi>{item.Path}</bdi></a>
            <span class="facts">{Facts(item)}</span></figcaption></figure>
            """);
    }

    private static string Facts(RestorationItem item)
    {
        var facts = new List<string>();
        if (item.Quality is { } quality)
        {
            facts.Add($"displacement {Figures.Number(quality.Displacement)}");
            if (quality.Residual is { } residual) facts.Add($"residual {Figures.Number(residual)}");
        }
        if (item is { Width: { } width, Height: { } height }) facts.Add($"{width} × {height} pixels");
        return string.Join(" · ", facts);
    }
}
