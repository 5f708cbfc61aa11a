namespace Ign.MLNet.Restoration;

/// <summary>Text that is HTML already and holds nothing of a stranger's.</summary>
internal readonly record struct Markup(string Html);
