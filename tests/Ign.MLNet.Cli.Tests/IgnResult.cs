namespace Ign.MLNet.Cli.Tests;

/// <summary>How a run of <c>ign</c> ended.</summary>
internal sealed record IgnResult(int Code, string Output, string Error)
{
    internal string[] ErrorLines => Error.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>Expects one line on the error stream, led by the command's name, and no stack trace.</summary>
    internal void ExpectError(int code, string command, string part)
    {
        Assert.AreEqual(code, Code, Error + Output);
        Assert.HasCount(1, ErrorLines, Error);
        StringAssert.StartsWith(ErrorLines[0], command + ": ");
        StringAssert.Contains(ErrorLines[0], part);
    }
}
