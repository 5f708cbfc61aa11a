using System.Reflection;
using Ign.MLNet.Evaluation;
using Ign.MLNet.Networks;

namespace Ign.MLNet.Training;

/// <summary>The card of the model: what is known beside the training, completed by what the training knows.</summary>
internal sealed class CardFile(RunFolder run, TrainingOptions options, IgnModelCard? known, NoiseSource? noise) : ITrainingListener
{
    public void Checkpoint(TrainingState state, HeldOutFigures? figures)
    {
        var shape = options.Network.Input;
        var card = (known ?? new IgnModelCard { Name = options.Network.Name, Shape = shape }) with
        {
            Shape = shape,
            Classes = options.Network.Classes,
            Objective = options.Objective.Name,
            Options = options.WithoutPaths().ToJson(),
            NoiseSource = noise?.ToText() ?? "none",
            Seed = options.Seed,
            Images = state.Images,
            Commit = typeof(IgnTraining).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "",
        };
        if (figures is not null) card = card with { Quality = card.Quality.UnionBy(figures.ForCard(options.HeldOut!.Value), f => f.Key).ToDictionary() };
        AtomicFile.WriteAllText(run.CardFile, card.ToJson());
    }
}
