using System.Globalization;

namespace Ign.MLNet.Restoration;

/// <summary>The head of a report.</summary>
internal static class RunHead
{
    /// <summary>What a job was asked for, in the words of people; options at their defaults are left out where they say nothing.</summary>
    internal static ReportHead Of(RestorationJob job)
    {
        var options = job.Options;
        var shown = new Dictionary<string, string> { ["fit"] = Text(job.Fit).ToLowerInvariant(), ["applications"] = Text(options.Applications) };
        Add("overlap", options.Overlap is { } overlap ? $"{overlap} pixels" : null);
        Add("format", options.Format);
        Add("quality", options.Quality);
        Add("largest displacement", options.MaxDisplacement);
        Add("largest residual", options.MaxResidual);
        if (options.MaxDisplacement is not null || options.MaxResidual is not null) Add("beyond it", options.Beyond);
        if (options.StrictMetadata) Add("metadata", "strict");
        if (!options.KeepTimes) Add("times and permissions", "not kept");
        if (options.Include.Count > 0) Add("include", string.Join(", ", options.Include));
        if (options.Exclude.Count > 0) Add("exclude", string.Join(", ", options.Exclude));
        return new ReportHead(options.InputFolder, options.OutputFolder, options.Model.Card.Name, options.Model.Hash, options.Model.Shape, shown);

        void Add(string name, object? value)
        {
            if (value is not null) shown[name] = Text(value);
        }
    }

    private static string Text(object value) =>
        value is Enum choice ? choice.ToString().ToLowerInvariant() : string.Create(CultureInfo.InvariantCulture, $"{value}");
}
