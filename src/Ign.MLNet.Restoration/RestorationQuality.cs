namespace Ign.MLNet.Restoration;

/// <summary>What the projection did to one image, measured on the values that the model sees.</summary>
/// <param name="Displacement">Distance from the input to the result, ‖f(y) − y‖₂ in units of the model's value range. Larger means a stronger correction.</param>
/// <param name="Residual">
/// Mean |f(x) − x| over the values of the result x: how much one further application would still change. Zero for an image that the
/// network holds for natural; it is no measure of confidence.
/// </param>
public sealed record RestorationQuality(double Displacement, double Residual);
