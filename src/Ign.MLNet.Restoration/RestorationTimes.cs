namespace Ign.MLNet.Restoration;

/// <summary>How long one image took in each stage, in milliseconds of elapsed time on the thread that worked for it.</summary>
/// <param name="Decode">Reading, hashing and decoding.</param>
/// <param name="Infer">Its share, by pixels, of the inferences that it took part in.</param>
/// <param name="Encode">Encoding. Writing is not counted: the line is on disk before the file has its name.</param>
public sealed record RestorationTimes(double Decode, double Infer, double Encode)
{
    internal RestorationTimes(TimeSpan decode, TimeSpan infer, TimeSpan encode) : this(Milliseconds(decode), Milliseconds(infer), Milliseconds(encode)) { }

    /// <summary>All stages together, without waiting.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public double Total => Decode + Infer + Encode;

    private static double Milliseconds(TimeSpan time) => Math.Round(time.TotalMilliseconds, 2);
}
