using System.Globalization;
using System.Text;

namespace Ign.MLNet.Networks;

/// <summary>A model card as a short page for people, in Markdown.</summary>
public static class ModelPage
{
    private const int MaxText = 4000;

    /// <summary>Writes the page.</summary>
    /// <param name="card">The card in the model file.</param>
    /// <param name="info">What the model file holds.</param>
    /// <param name="fileName">Name of the model file.</param>
    /// <param name="fileHash">SHA-256 of the model file.</param>
    public static string Write(IgnModelCard card, OnnxModelInfo info, string fileName, string fileHash)
    {
        ArgumentNullException.ThrowIfNull(card);
        ArgumentNullException.ThrowIfNull(info);
        var page = new StringBuilder();
        page.Append(CultureInfo.InvariantCulture, $"# {Text(card.Name)}, version {Text(card.Version)}\n\n");
        page.Append(CultureInfo.InvariantCulture,
            $"`{fileName}` projects images onto what it was trained on: it gives an image of the same shape, and giving that again changes little.\n\n");
        page.Append("| | |\n|---|---|\n");
        Row(page, "takes and gives", Images(card, info));
        Row(page, "labels", Labels(card));
        Row(page, "format", $"ONNX, opset {info.Opset}");
        Row(page, card.AnySize ? "sizes" : "images of other sizes", OtherSizes(card));
        Row(page, "kernels", Kernels(card));
        Row(page, "applications of the network", card.Applications == 1 ? "" : card.Applications.ToString(CultureInfo.InvariantCulture));
        Row(page, "network", card.Spec is { } spec ? $"{spec.Name}, {spec.ParameterCount.ToString("N0", CultureInfo.InvariantCulture)} parameters" : "");
        Row(page, "objective", card.Objective);
        Row(page, "source noise", card.NoiseSource.Split(':')[0]);
        Row(page, "training data", card.TrainingData);
        Row(page, "licence of the data", card.TrainingDataLicense);
        Row(page, "licence of the model", card.License);
        Row(page, "training", card.Images > 0 ? string.Create(CultureInfo.InvariantCulture, $"{card.Images:N0} images, seed {card.Seed}, {card.Created}") : "");
        Row(page, "library", card.Commit);
        Row(page, "training command", card.Command.Length > 0 ? $"`{card.Command}`" : "");
        Row(page, "SHA-256 of the file", $"`{fileHash}`");
        Row(page, "SHA-256 of the weights", $"`{card.WeightsHash}`");
        Row(page, "SHA-256 of the content", card.ContentHash.Length > 0 ? $"`{card.ContentHash}`" : "");
        Section(page, "Intended use", card.IntendedUse);
        Section(page, "Limits", card.Limits);
        if (card.Quality.Count == 0) return page.ToString();
        page.Append("\n## Measured\n");
        if (card.Quality.Keys.Any(q => q.StartsWith(IgnModelCard.OfSource, StringComparison.Ordinal)))
            page.Append(CultureInfo.InvariantCulture, $"Figures that begin with `{IgnModelCard.OfSource}` were measured on the model of 32-bit floats, applied once{(card.Spec?.Layers is [DeadZone, ..] ? " and without its dead zone" : "")}, that this file was made from.\n\n");
        page.Append("| figure | value |\n|---|---|\n");
        foreach (var (name, value) in card.Quality.OrderBy(q => q.Key, StringComparer.Ordinal))
            Row(page, name, value.ToString("G6", CultureInfo.InvariantCulture));
        return page.ToString();
    }

    /// <summary>What to do with images of another size, in words; empty where they do not fit.</summary>
    public static string OtherSizes(IgnModelCard card) => card switch
    {
        { AnySize: true, Spec: { } spec } => string.Create(CultureInfo.InvariantCulture, $"any size, multiples of {spec.SideMultiple}, halo {spec.Halo}"),
        { Fit: FitMode.Resize } => "resized to it and back",
        { Fit: FitMode.Tile } => "in overlapping tiles",
        _ => "",
    };

    /// <summary>Which labels the model takes, in words; empty where it knows none.</summary>
    public static string Labels(IgnModelCard card) => card is { Classes: > 0 }
        ? string.Create(CultureInfo.InvariantCulture, $"{card.Classes} classes, each a channel behind those of the image {card.ImageShape}: ones for the class of the image, zeros elsewhere, only zeros for no label")
        : "";

    /// <summary>How the kernels are stored, in words; empty for 32-bit floats.</summary>
    public static string Kernels(IgnModelCard card) => card?.Precision switch
    {
        WeightPrecision.Float16 => "stored as 16-bit floats, computed as 32-bit floats",
        WeightPrecision.Int8 => "stored as 8-bit whole numbers, computed as 32-bit floats",
        WeightPrecision.Int8Static => "8-bit whole numbers, and so are the values between layers",
        _ => "",
    };

    private static string Images(IgnModelCard card, OnnxModelInfo info)
    {
        string[] free = card.Elements == ImageElements.UInt8Interleaved ? ["N", "H", "W", "C"] : ["N", "C", "H", "W"];
        string sides = string.Join(", ", info.Inputs[0].Shape.Select((side, i) => side?.ToString(CultureInfo.InvariantCulture) ?? free[i]));
        return string.Create(CultureInfo.InvariantCulture,
            $"{(card.Elements == ImageElements.Float ? "float32" : "uint8")} [{sides}], black {card.Minimum}, white {card.Maximum}");
    }

    private static void Section(StringBuilder page, string title, string text)
    {
        if (text.Length > 0) page.Append(CultureInfo.InvariantCulture, $"\n## {title}\n{Text(text)}\n");
    }

    private static void Row(StringBuilder page, string name, string value)
    {
        if (value.Length > 0) page.Append(CultureInfo.InvariantCulture, $"| {Text(name)} | {Text(value)} |\n");
    }

    /// <summary>Text of a card, which may be a stranger's, as one line that cannot end a table cell.</summary>
    private static string Text(string text) => Printable.Cut(text, MaxText).Replace("|", "\\|", StringComparison.Ordinal);
}
