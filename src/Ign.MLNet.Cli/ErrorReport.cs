using Ign.MLNet.Restoration;
using Ign.MLNet.Training;

namespace Ign.MLNet.Cli;

/// <summary>What an exception becomes at the edge of the program: one line and an exit code.</summary>
internal static class ErrorReport
{
    private const int TooManyOpenInAll = 23, TooManyOpen = 24; // ENFILE and EMFILE

    internal static int ExitCodeOf(Exception e, StopSignals stop) => e switch
    {
        OperationCanceledException when stop.Token.IsCancellationRequested => stop.ExitCode,
        // No fault of the command line: too many files are open.
        { InnerException: IOException { HResult: TooManyOpen or TooManyOpenInAll } } => ExitCode.Failed,
        RestorationBusyException => ExitCode.StoppedEarly,
        UsageException or RestorationRefusedException => ExitCode.WrongUsage,
        _ => ExitCode.Failed,
    };

    internal static string LineOf(Exception e, StopSignals stop) => e switch
    {
        OperationCanceledException when stop.Token.IsCancellationRequested && stop.ExitCode == ExitCode.StoppedEarly =>
            "stopped early; run the same command again to go on.",
        OperationCanceledException when stop.Token.IsCancellationRequested => "interrupted; run the same command again to go on.",
        // A loader that fails inside a static constructor hides the cause one level down.
        TypeInitializationException { InnerException: { } cause } => LineOf(cause, stop),
        _ when LastResort.IsProgramFile(e) => LastResort.MissingFile(e),
        // What .NET says where it knows no path.
        UnauthorizedAccessException when !e.Message.Contains('\'') => $"{e.Message} (--verbose shows to which.)",
        _ => TextOf(e),
    };

    /// <summary>
    /// The message for somebody who uses the program: no names of parameters, and no packages to add to a project that they do not have.
    /// </summary>
    internal static string TextOf(Exception e) => e switch
    {
        ArgumentException { ParamName: { } name } argument => argument.Message.Split($" (Parameter '{name}')", 2)[0],
        IgnRuntimeException { Remedy: { } remedy } => e.Message.Replace(remedy, ProgramBuild.Instead(remedy), StringComparison.Ordinal),
        InvalidOperationException { InnerException: NotSupportedException or DllNotFoundException or TypeInitializationException }
            when e.Message.StartsWith("libtorch", StringComparison.Ordinal) =>
            LibtorchPackage.IsThere || LibtorchPackage.Name is null
                ? $"libtorch could not be loaded, which training needs. {ProgramBuild.Advice} (on Linux it needs libstdc++ of GCC 13 or newer). ('ign doctor' shows what is missing.)"
                : $"libtorch is not here, which only training needs. 'ign libtorch' fetches it ({LibtorchCommand.Size}).",
        DllNotFoundException when e.Message.StartsWith("libvips", StringComparison.Ordinal) =>
            $"libvips cannot be loaded, which reads and writes images. {ProgramBuild.Advice} ('ign doctor' shows what is missing.)",
        DllNotFoundException => $"{e.Message} ('ign doctor' shows what is missing.)",
        _ => e.Message,
    };
}
