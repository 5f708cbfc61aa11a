using Ign.MLNet.Restoration;

namespace Ign.MLNet.Cli;

/// <summary>What an exception becomes at the edge of the program: one line and an exit code.</summary>
internal static class ErrorReport
{
    internal static int ExitCodeOf(Exception e, StopSignals stop) => e switch
    {
        OperationCanceledException when stop.Token.IsCancellationRequested => stop.ExitCode,
        RestorationBusyException => ExitCode.StoppedEarly,
        UsageException or RestorationRefusedException => ExitCode.WrongUsage,
        _ => ExitCode.Failed,
    };

    internal static string LineOf(Exception e, StopSignals stop) => e switch
    {
        OperationCanceledException when stop.Token.IsCancellationRequested && stop.ExitCode == ExitCode.StoppedEarly => "stopped early; run the same command again to go on.",
        OperationCanceledException when stop.Token.IsCancellationRequested => "interrupted; run the same command again to go on.",
        // A loader that fails inside a static constructor hides the cause one level down.
        TypeInitializationException { InnerException: { } cause } => LineOf(cause, stop),
        DllNotFoundException => $"{e.Message} ('ign doctor' shows what is missing.)",
        _ => e.Message,
    };
}
