namespace Ign.MLNet.Evaluation;

/// <summary>How a model treats images of one kind.</summary>
/// <param name="Inputs">What they are.</param>
/// <param name="Residual">Mean |f(f(y)) - f(y)|.</param>
/// <param name="Displacement">Mean |f(y) - y|.</param>
/// <param name="Auroc">How well ‖f(y) - y‖₂ tells them from clean images, 0.5 for not at all; null for the clean ones themselves.</param>
public sealed record IdempotenceRow(string Inputs, Interval Residual, Interval Displacement, Interval? Auroc);
