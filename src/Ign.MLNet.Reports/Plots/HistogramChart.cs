namespace Ign.MLNet.Reports;

/// <summary>Draws a <see cref="Distribution"/> as SVG; across in percent, so that text keeps its size on a narrow screen.</summary>
internal static class HistogramChart
{
    private const double Top = 28, Plot = 200, Height = 254;

    internal static void Write(HtmlPage page, Distribution values, string axis)
    {
        var scale = HistogramScale.For(values);
        var bars = new long[scale.Edges.Count - 1];
        foreach (var (value, count) in values.Buckets) bars[scale.Bar(value)] += count;
        double step = Math.Max(1, PlotAxis.NiceStep(bars.Max() / 4.0)), top = Math.Ceiling(bars.Max() / step) * step;
        double Y(double count) => Top + (Plot * (1 - (count / top)));

        page.Line($"""<div class="histogram"><svg class="counts" width="56" height="{Height:0}" aria-hidden="true">""");
        for (double count = 0; count <= top; count += step) page.Line($"""<text x="50" y="{Y(count) + 4:0.#}" text-anchor="end">{(long)count}</text>""");
        page.Line($"""<text x="50" y="12" text-anchor="end" class="unit">images</text></svg>""");
        page.Line($"""
            <svg class="plot" height="{Height:0}" role="img" aria-label="Histogram of {axis} over {values.Count} images, {values.Minimum} to {values.Maximum}">
            """);
        for (double count = 0; count <= top; count += step) page.Line($"""<line x1="0" x2="100%" y1="{Y(count):0.#}" y2="{Y(count):0.#}"/>""");
        for (int i = 0; i < bars.Length; i++)
        {
            double left = scale.Axis.Place(scale.Edges[i]), right = scale.Axis.Place(scale.Edges[i + 1]);
            if (bars[i] == 0) continue;
            double y = Math.Min(Y(bars[i]), Top + Plot - 3); // a single image among thousands still shows
            page.Line($"""
                <rect x="{left * 100:0.###}%" width="{(right - left) * 100:0.###}%" y="{y:0.#}" height="{Top + Plot - y:0.#}">
                <title>{scale.Edges[i]} to {scale.Edges[i + 1]}: {Figures.Count(bars[i], "image")}</title></rect>
                """);
        }
        foreach (var (tick, label) in scale.Axis.Ticks)
        {
            double x = scale.Axis.Place(tick);
            string anchor = x < 0.04 ? "start" : x > 0.96 ? "end" : "middle";
            page.Line($"""<text x="{x * 100:0.###}%" y="{Top + Plot + 16:0}" text-anchor="{anchor}">{label}</text>""");
        }
        page.Line($"""</svg></div><p class="axis">{axis}{(scale.IsLogarithmic ? ", logarithmic" : "")}</p>""");
    }
}
