using System.CommandLine;
using System.Numerics;

namespace Ign.MLNet.Cli;

/// <summary>Options with a number in a range, checked while parsing.</summary>
internal static class RangeOption
{
    internal static Option<T> Create<T>(string name, string help, T standard, T least, T most) where T : struct, INumber<T>
    {
        var option = new Option<T>(name) { Description = help, HelpName = "number", DefaultValueFactory = _ => standard };
        option.Validators.Add(result =>
        {
            // A value that is no number has its own message, and asking for it here would throw.
            if (result.Tokens.Count != 1 || !T.TryParse(result.Tokens[0].Value, System.Globalization.CultureInfo.InvariantCulture, out var value)) return;
            if (value < least || value > most) result.AddError($"{name}: expected {least} to {most}, got {value}.");
        });
        return option;
    }
}
