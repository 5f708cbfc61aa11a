namespace Ign.MLNet.Cli;

/// <summary>One line of <c>ign doctor</c>.</summary>
/// <param name="Part">What was looked at.</param>
/// <param name="Text">What was found.</param>
/// <param name="Fix">What to do about it; null if all is well.</param>
internal sealed record Finding(string Part, string Text, string? Fix = null);
