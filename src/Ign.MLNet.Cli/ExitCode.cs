namespace Ign.MLNet.Cli;

/// <summary>Exit codes of <c>ign</c>; scripts rely on them, so a value never changes its meaning.</summary>
internal static class ExitCode
{
    /// <summary>Everything asked for is done.</summary>
    internal const int Done = 0;

    /// <summary>It failed: a damaged or foreign model, a missing native library, a full disk, results that the standard output did not take.</summary>
    internal const int Failed = 1;

    /// <summary>The command line is wrong: unknown option, value out of range, a path that is not there or of the wrong kind.</summary>
    internal const int WrongUsage = 2;

    /// <summary>Finished, but some items failed; they are listed.</summary>
    internal const int SomeFailed = 3;

    /// <summary>Asked by the system to stop (SIGTERM), or left alone by its terminal (SIGHUP): run the same command again to go on.</summary>
    internal const int StoppedEarly = 75;

    /// <summary>Interrupted by Ctrl+C.</summary>
    internal const int Interrupted = 130;
}
