using Ign.MLNet.Evaluation;
using Ign.MLNet.Networks;

namespace Ign.MLNet.Cli;

/// <summary>A model that generates, ready to project its noise.</summary>
internal sealed class GenerativeModel : IDisposable
{
    private GenerativeModel(IgnModel model, LatentSampler sampler)
    {
        (Projector, Sampler) = (new UnitProjector(model), sampler);
    }

    internal UnitProjector Projector { get; }

    internal LatentSampler Sampler { get; }

    /// <summary>Shape of an image, without label channels.</summary>
    internal TensorShape Shape => Projector.Shape;

    /// <summary>Number of classes that the model can be told; 0 for none.</summary>
    internal int Classes => Projector.Model.Card.Classes;

    /// <summary>What the file computes, as a formula: <c>f</c>, or <c>f^3</c> where it applies the network three times.</summary>
    internal string Formula => FormulaOf(Projector.Model.Card);

    internal static string FormulaOf(IgnModelCard card) => card.Applications == 1 ? "f" : $"f^{card.Applications}";

    /// <exception cref="IgnFormatException">The file is not a model, or one that does not generate.</exception>
    internal static GenerativeModel Load(string file) => Load(file, IgnModel.Load(file));

    /// <exception cref="IgnFormatException">The model does not generate.</exception>
    internal static GenerativeModel Load(string file, IgnModel model)
    {
        try
        {
            return new GenerativeModel(model, LatentSampler.Of(model.Card));
        }
        catch (FormatException e)
        {
            throw new IgnFormatException($"'{file}' cannot generate: {e.Message}", e);
        }
    }

    public void Dispose() => Projector.Dispose();
}
