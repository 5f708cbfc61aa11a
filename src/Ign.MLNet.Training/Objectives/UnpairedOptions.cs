using Ign.MLNet.Evaluation;

namespace Ign.MLNet.Training;

/// <summary>Settings of an objective that projects noise, rather than damaged images that belong to real ones.</summary>
public abstract record UnpairedOptions : ObjectiveOptions
{
    private const int Measured = 1000;

    private protected UnpairedOptions()
    {
    }

    /// <summary>The noise z. The default value is <see cref="Noise.Fourier"/>.</summary>
    public Noise Noise { get; init; } = Noise.Fourier;

    /// <summary>The distance D. The default value is <see cref="Distance.L1"/>.</summary>
    public Distance Distance { get; init; } = Distance.L1;

    /// <summary>
    /// Share of the training, at its end, in which f comes to rest: nothing pushes any more, and what f generates by then counts as data, by the mean absolute
    /// difference. It makes f(f(z)) come near f(z), and keeps f(z) where it is. The default value is 0.
    /// </summary>
    public double SettlingShare { get; init; }

    /// <inheritdoc/>
    internal override void Check(TrainingOptions training)
    {
        Require(Enum.IsDefined(Noise), Noise, "Gaussian, Fourier or FourierPaper");
        Require(SettlingShare is >= 0 and <= 1, SettlingShare, "a share of the training, between 0 and 1");
        Require(SettlingShare == 0 || training.BatchNorm is null, SettlingShare, "0 with batch normalisation: what f generates depends on the batch there");
        Rule.Require(training.Damage is null, "set", $"null: the objective {Name} projects noise, not damaged images", "damage");
        Rule.Require(training.Crops is null, "set", $"null: the objective {Name} makes images of one size", "crops");
    }

    /// <summary>What z is drawn from.</summary>
    /// <param name="images">Images that are trained on; the first thousand say what spectrum the noise has.</param>
    internal NoiseSource Source(ITrainingImages images)
    {
        if (Noise == Noise.Gaussian) return new GaussianSource();
        var spectrum = FourierSource.Measure(images.Slice(0, Math.Min(Measured, images.Count)).ToArray(), images.Shape);
        return Noise == Noise.FourierPaper ? spectrum.AsPublished() : spectrum;
    }
}
