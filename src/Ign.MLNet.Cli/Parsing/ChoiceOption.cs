using System.CommandLine;
using Ign.MLNet.Networks;

namespace Ign.MLNet.Cli;

/// <summary>Options that take one of a few words.</summary>
internal static class ChoiceOption
{
    /// <summary>Refuses every other word, and says which there are and which one may be meant; upper and lower case are the same.</summary>
    internal static T AcceptOnly<T>(this T option, params string[] words) where T : Option
    {
        option.CompletionSources.Clear();
        option.CompletionSources.Add(words);
        option.Validators.Add(result =>
        {
            foreach (var token in result.Tokens)
            {
                if (words.Contains(token.Value, StringComparer.OrdinalIgnoreCase)) continue;
                result.AddError($"{option.Name}: expected {List(words)}, got '{token.Value}'{NearestWord.Hint(token.Value, words)}");
            }
        });
        return option;
    }

    /// <summary>Words as a sentence has them: a, b or c.</summary>
    internal static string List(IReadOnlyList<string> words) =>
        words.Count < 2 ? string.Concat(words) : $"{string.Join(", ", words.SkipLast(1))} or {words[^1]}";
}
