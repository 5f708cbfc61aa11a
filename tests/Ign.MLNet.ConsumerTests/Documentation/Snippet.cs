namespace Ign.MLNet.ConsumerTests;

/// <summary>A piece of code on a page.</summary>
/// <param name="Line">Line of the page on which the code starts, from 1.</param>
/// <param name="Code">The code.</param>
/// <param name="Kind">How it takes part in the page's program.</param>
internal sealed record Snippet(int Line, string Code, SnippetKind Kind);
