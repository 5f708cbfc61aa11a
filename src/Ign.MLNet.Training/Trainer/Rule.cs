using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Ign.MLNet.Training;

/// <summary>A rule of an option, which stands beside it.</summary>
internal static class Rule
{
    /// <summary>Throws where a rule does not hold.</summary>
    /// <param name="holds">Whether it holds.</param>
    /// <param name="value">The option's value.</param>
    /// <param name="expected">What it should be.</param>
    /// <param name="option">The option, as an expression; the message names it as <c>options.json</c> does.</param>
    /// <exception cref="ArgumentException">The rule does not hold.</exception>
    internal static void Require<T>(bool holds, T value, string expected, [CallerArgumentExpression(nameof(value))] string option = "")
    {
        if (holds) return;
        string name = string.Join('.', option.Split('.').Select(JsonNamingPolicy.SnakeCaseLower.ConvertName));
        throw new ArgumentException(
            string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{name} is {(value is null ? "null" : value)}; expected {expected}."));
    }
}
