using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json.Serialization;
using Ign.MLNet.Evaluation;
using static TorchSharp.torch;

namespace Ign.MLNet.Training;

/// <summary>What a training minimises: the settings of one objective, which know their own rules and make its step.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(PairedOptions), "paired")]
[JsonDerivedType(typeof(IgnOptions), "ign")]
[JsonDerivedType(typeof(NaignOptions), "naign")]
[JsonDerivedType(typeof(LinearIgnOptions), "linear")]
public abstract record ObjectiveOptions
{
    private static readonly Dictionary<Type, string> s_names = typeof(ObjectiveOptions).GetCustomAttributes<JsonDerivedTypeAttribute>()
        .ToDictionary(a => a.DerivedType, a => (string)a.TypeDiscriminator!);

    private protected ObjectiveOptions()
    {
    }

    /// <summary>
    /// The name of the objective in options, in a model's card and on the command line: <c>paired</c>, <c>ign</c>, <c>naign</c> or <c>linear</c>.
    /// </summary>
    [JsonIgnore]
    public string Name => s_names[GetType()];

    /// <summary>The kinds of options by name.</summary>
    internal static IEnumerable<KeyValuePair<string, Type>> Kinds => s_names.Select(n => KeyValuePair.Create(n.Value, n.Key));

    /// <summary>Checks the settings, on their own and against the rest of the training.</summary>
    /// <exception cref="ArgumentException">One is out of its range; the message names it as <c>options.json</c> does.</exception>
    internal abstract void Check(TrainingOptions training);

    /// <summary>What is known to go wrong with these settings, each in a sentence that says what to change.</summary>
    internal virtual IEnumerable<string> Advice(TrainingOptions training) => [];

    /// <inheritdoc cref="Rule.Require{T}"/>
    private protected static void Require<T>(bool holds, T value, string expected, [CallerArgumentExpression(nameof(value))] string option = "") =>
        Rule.Require(holds, value, expected, "objective." + option);

    /// <summary>Makes the objective.</summary>
    /// <param name="training">The training that these settings belong to.</param>
    /// <param name="noise">What z is drawn from, for <see cref="UnpairedOptions"/>.</param>
    /// <param name="device">Where the network is.</param>
    internal abstract IObjective Make(TrainingOptions training, NoiseSource? noise, Device device);
}
