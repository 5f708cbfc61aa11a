namespace QuickStart;

/// <summary>What the command line asked for.</summary>
internal sealed record Settings(bool Full, bool Json, string? Data, string? Model, string Picture);
