using System.CommandLine;
using Ign.MLNet.Evaluation;

namespace Ign.MLNet.Cli;

/// <summary>The option <c>--damage</c>: a preset's name or the file of a recipe.</summary>
internal static class DamageOption
{
    private const string Name = "--damage";
    private static readonly string s_values = $"{ChoiceOption.List([.. Damage.Presets])}, or a JSON file";

    internal static Option<string> One(string what) => ValueOption.Required(Name, $"{what} {s_values}.", "name|file");

    internal static Option<string[]> Several(string what) =>
        ValueOption.Of<string[]>(Name, $"{what} {s_values}; may be given several times.", "name|file");

    /// <exception cref="UsageException">It is neither, or the recipe is wrong.</exception>
    internal static Damage Parse(string text)
    {
        try
        {
            return Damage.Parse(text);
        }
        catch (FormatException e)
        {
            throw new UsageException($"{Name}: {e.Message}");
        }
    }

    /// <exception cref="UsageException">One is neither, or two have the same name in tables.</exception>
    internal static IReadOnlyList<Damage> Parse(IReadOnlyList<string> texts)
    {
        var damage = texts.Select(Parse).ToList();
        var names = DamageSuite.Severities.Concat(damage).GroupBy(d => d.Name).FirstOrDefault(g => g.Count() > 1);
        return names is null ? damage : throw new UsageException($"{Name}: '{names.Key}' is measured already; give each damage once, or another \"label\".");
    }
}
