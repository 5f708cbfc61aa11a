using System.Runtime.CompilerServices;

namespace Ign.MLNet.Cli;

/// <summary>Where <c>ign</c> begins and, whatever happens, ends with one of its exit codes.</summary>
internal static class Program
{
    private static int Main(string[] args)
    {
        LastResort.Listen();
        try
        {
            OpenFiles.Check();
            return Run(args);
        }
        catch (Exception e)
        {
            return LastResort.Report(e);
        }
    }

    // Apart, since it loads what may not be loadable.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Run(string[] args)
    {
        using var stop = StopSignals.OfProcess();
        return new IgnCommandLine(CliConsole.OfProcess(), stop).RunAsync(args).GetAwaiter().GetResult();
    }
}
