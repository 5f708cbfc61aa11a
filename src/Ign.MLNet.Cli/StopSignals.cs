using System.Runtime.InteropServices;

namespace Ign.MLNet.Cli;

/// <summary>
/// Ctrl+C, SIGTERM, and SIGHUP of a terminal or connection that is gone, as one cancellation token that remembers which of them came. The first signal asks the
/// command to stop; a second one ends the process at once.
/// </summary>
internal sealed class StopSignals : IDisposable
{
    private readonly CancellationTokenSource _source = new();
    private readonly List<PosixSignalRegistration> _registrations = [];

    /// <summary>Cancelled by the first signal.</summary>
    internal CancellationToken Token => _source.Token;

    /// <summary>What a command that was stopped exits with.</summary>
    internal int ExitCode { get; private set; } = Cli.ExitCode.Interrupted;

    /// <summary>Listens to the signals of this process.</summary>
    internal static StopSignals OfProcess()
    {
        var stop = new StopSignals();
        stop._registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGINT, context => stop.Raise(context, Cli.ExitCode.Interrupted)));
        stop._registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => stop.Raise(context, Cli.ExitCode.StoppedEarly)));
        stop._registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGHUP, context => stop.Raise(context, Cli.ExitCode.StoppedEarly)));
        return stop;
    }

    /// <summary>Asks to stop, as a signal would.</summary>
    internal void Stop(int exitCode)
    {
        ExitCode = exitCode;
        _source.Cancel();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var registration in _registrations) registration.Dispose();
        _source.Dispose();
    }

    private void Raise(PosixSignalContext context, int exitCode)
    {
        if (_source.IsCancellationRequested) return; // the default action ends the process
        context.Cancel = true;
        Stop(exitCode);
    }
}
