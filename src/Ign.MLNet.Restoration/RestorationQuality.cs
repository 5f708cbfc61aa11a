namespace Ign.MLNet.Restoration;

/// <summary>What the projection did to one image, measured on the values that the model sees.</summary>
/// <param name="Displacement">
/// Distance from the input to the result for an image of the model's size, ‖f(y) − y‖₂ in units of the model's value range; of an image in tiles
/// the root mean square over its tiles, so that images of all sizes compare. Larger means a stronger correction.
/// </param>
/// <param name="Residual">
/// Mean |f(x) − x| over the values of the result x: how much one further application would still change. Zero for an image that the
/// network holds for natural; it is no measure of confidence. Null where it was not measured.
/// </param>
/// <param name="Changed">
/// Share of the result's values that another run would move by half a level of 8 bits or more, and so change in a file of 8 bits: 0 to 1. Null where it was
/// not measured.
/// </param>
public sealed record RestorationQuality(double Displacement, double? Residual, double? Changed = null);
