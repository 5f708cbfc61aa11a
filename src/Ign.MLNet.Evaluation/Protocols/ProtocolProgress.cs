namespace Ign.MLNet.Evaluation;

/// <summary>How far a protocol has come.</summary>
/// <param name="Activity">What is being done, for people.</param>
/// <param name="Fraction">Share of the whole work that is done, 0 to 1.</param>
public readonly record struct ProtocolProgress(string Activity, double Fraction);
