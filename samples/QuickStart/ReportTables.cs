using System.Globalization;
using Ign.MLNet.Evaluation;
using Spectre.Console;

namespace QuickStart;

/// <summary>The report as two tables and a few lines.</summary>
internal static class ReportTables
{
    internal static void Write(IAnsiConsole console, RestorationReport report)
    {
        string classifier = report.Classifier;
        var accuracy = NewTable($"Accuracy in %, classifiers fitted on clean images ({classifier} {Text(report.Clean)}, linear {Text(report.LinearClean)})",
            "damage", $"{classifier} noisy", "restored", "won back", "linear noisy", "restored", "|f(f(y))-f(y)|");
        foreach (string name in report.Noisy.Keys)
        {
            accuracy.AddRow(name, Text(report.Noisy[name]), Text(report.Restored[name]), Percent(report.RecoveredPercent[name]),
                Text(report.LinearNoisy[name]), Text(report.LinearRestored[name]), Text(report.ResidualByDamage[name], "0.0000"));
        }
        accuracy.AddRow("all", "", "", Percent(report.RecoveredPercent[ClassifierFigures.Average]), "", "", Text(report.Residual, "0.0000"));
        console.Write(accuracy);

        var psnr = NewTable(string.Create(CultureInfo.InvariantCulture, $"PSNR in dB, {report.DetailImages:N0} images; nlm and pca at their best"),
            ["damage", .. report.Psnr.Keys]);
        foreach (string name in report.Noisy.Keys) psnr.AddRow([name, .. report.Psnr.Values.Select(byName => Text(byName[name]))]);
        console.Write(psnr);

        console.WriteLine(
            $"Projecting clean images costs {Text(report.CleanLossPoints)} points ({classifier}), {Text(report.LinearCleanLossPoints)} (linear).");
        console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{report.ImagesPerSecond:N0} projections per second."));
    }

    private static Table NewTable(string title, params string[] columns)
    {
        var table = new Table { Title = new TableTitle(title), Border = TableBorder.Rounded };
        foreach (string column in columns) table.AddColumn(new TableColumn(column) { Alignment = column == columns[0] ? Justify.Left : Justify.Right });
        return table;
    }

    private static string Percent(double? value) => value is { } percent ? Text(percent, "0.0") + " %" : "-";

    private static string Text(double value, string format = "0.00") => value.ToString(format, CultureInfo.InvariantCulture);
}
