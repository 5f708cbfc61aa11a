namespace Ign.MLNet.Restoration;

/// <summary>What the network did to one image.</summary>
/// <param name="Values">Values of all pieces that count.</param>
/// <param name="SquaredDisplacement">Sum over these of ‖f(y) − y‖₂².</param>
/// <param name="LargestBlock">The largest mean of (f(y) − y)² over 32 × 32 pixels.</param>
/// <param name="AbsoluteResidual">Sum over these of |f(x) − x|; 0 where it was not measured.</param>
/// <param name="Changed">How many of these another run would change in a file of 8 bits; 0 where it was not measured.</param>
/// <param name="IsFinite">Whether every value was finite.</param>
/// <param name="Inferring">Its share, by pixels, of the time of the inferences that it took part in.</param>
internal readonly record struct Projection(long Values, double SquaredDisplacement, double LargestBlock, double AbsoluteResidual, long Changed, bool IsFinite,
    TimeSpan Inferring);
