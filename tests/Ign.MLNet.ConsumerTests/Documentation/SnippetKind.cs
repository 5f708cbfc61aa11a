namespace Ign.MLNet.ConsumerTests;

/// <summary>How a snippet takes part in the program that its page makes.</summary>
internal enum SnippetKind
{
    /// <summary>It goes on where the snippet before it ended; its variables are known below.</summary>
    Step,

    /// <summary>It knows the variables above, and keeps its own to itself.</summary>
    Aside,

    /// <summary>An aside that is compiled but not run, for example because it needs a GPU.</summary>
    CompileOnly,
}
