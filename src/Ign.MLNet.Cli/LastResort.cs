using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Ign.MLNet.Cli;

/// <summary>
/// What is left to do for an exception that nobody expected, on whichever thread: one line and an exit code instead of a stack trace and an abort. It uses
/// nothing but the core library, since the cause may be that no further file of the program can be opened.
/// </summary>
internal static class LastResort
{
    /// <summary>Catches what would end the process from a thread of somebody else.</summary>
    internal static void Listen() =>
        AppDomain.CurrentDomain.UnhandledException += (_, unhandled) => Environment.Exit(Report((Exception)unhandled.ExceptionObject));

    /// <summary>Writes the line and returns the exit code.</summary>
    internal static int Report(Exception e)
    {
        try
        {
            using var error = new FileStream(new SafeFileHandle(StandardStream.Error, ownsHandle: false), FileAccess.Write, bufferSize: 0);
            error.Write(Encoding.UTF8.GetBytes(Line(e)));
        }
        catch (Exception unwritable) when (unwritable is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            // There is nobody to tell.
        }
        return ExitCode.Failed;
    }

    private static string Line(Exception e)
    {
        while (e is TypeInitializationException { InnerException: { } cause }) e = cause;
        return string.Concat("ign: ", IsProgramFile(e) ? MissingFile(e) : e.Message.ReplaceLineEndings(" "), Environment.NewLine);
    }

    /// <summary>Whether a part of the program itself could not be loaded.</summary>
    internal static bool IsProgramFile(Exception e) =>
        (e as FileNotFoundException)?.FileName?.Contains(", Version=", StringComparison.Ordinal) == true
            || (e as FileLoadException)?.FileName?.Contains(", Version=", StringComparison.Ordinal) == true;

    /// <summary>The line for that.</summary>
    internal static string MissingFile(Exception e)
    {
        string name = ((e as FileNotFoundException)?.FileName ?? (e as FileLoadException)?.FileName)!.Split(',')[0];
        return $"'{name}', a part of the program, cannot be loaded: it is missing, or this process may open too few files; 'ulimit -n' should say 256 or more.";
    }
}
