using System.Text.Json.Serialization;

namespace Ign.MLNet.Training;

/// <summary>
/// The reconstruction error R that the clamp of the tightness is measured against. The paper's formula is read in both ways by those who
/// implemented it.
/// </summary>
[JsonConverter(typeof(JsonStringEnumConverter<ClampReference>))]
public enum ClampReference
{
    /// <summary>D(f(x), x) of the real image at the same place in the batch.</summary>
    Real,

    /// <summary>D(f(z), z) of the noise itself.</summary>
    Noise,
}
