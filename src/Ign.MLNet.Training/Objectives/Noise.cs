using System.Text.Json.Serialization;

namespace Ign.MLNet.Training;

/// <summary>What the noise z of an <see cref="UnpairedOptions"/> looks like.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Noise>))]
public enum Noise
{
    /// <summary>Independent normal values.</summary>
    Gaussian,

    /// <summary>Normal values with the spectrum of the images that are trained on.</summary>
    Fourier,

    /// <summary>The same as published code draws it: without the symmetry of a real image's spectrum, which halves the variance.</summary>
    FourierPaper,
}
