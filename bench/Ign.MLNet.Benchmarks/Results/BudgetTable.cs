using System.Globalization;
using System.Text;
using Ign.MLNet.Evaluation;

namespace Ign.MLNet.Benchmarks;

/// <summary>How figures change with the budget, for one seed.</summary>
internal static class BudgetTable
{
    internal static string Of(IReadOnlyList<(MethodRun Run, Score Score)> runs)
    {
        long[] budgets = [.. runs.Select(r => r.Run.Length).Distinct().Order()];
        var text = new StringBuilder("## Quality against budget\n\n");
        text.Append(CultureInfo.InvariantCulture,
            $"Seed {runs[0].Run.Seed} only; every budget is a training of its own, with its own schedule. PSNR in dB is the mean over the kinds of damage.\n\n");
        text.Append(CultureInfo.InvariantCulture, $"| | {string.Join(" | ", budgets.Select(b => $"Fréchet of f(z), {b:N0}"))} | {string.Join(" | ", budgets.Select(b => $"PSNR of f(y), {b:N0}"))} |\n");
        text.Append(CultureInfo.InvariantCulture, $"|---|{string.Concat(Enumerable.Repeat("---:|", 2 * budgets.Length))}\n");
        foreach (var method in runs.GroupBy(r => r.Run.Method))
        {
            var scores = method.ToDictionary(r => r.Run.Length, r => r.Score);
            text.Append(CultureInfo.InvariantCulture, $"| {method.Key.Title} | {string.Join(" | ", budgets.Select(b => Text(Frechet(scores[b]))))} | {string.Join(" | ", budgets.Select(b => Text(Psnr(scores[b]))))} |\n");
        }
        return text.Append('\n').ToString();
    }

    private static double? Frechet(Score score) => score.Figures.TryGetValue("frechet.f(z)", out double value) ? value : null;

    private static double? Psnr(Score score) => DamageSuite.Standard.Average(c => score.Figures["psnr." + c.Name]);

    private static string Text(double? value) => value?.ToString("0.0", CultureInfo.InvariantCulture) ?? "";
}
