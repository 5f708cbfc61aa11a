using Ign.MLNet.Cli;

using var stop = StopSignals.OfProcess();
return await new IgnCommandLine(CliConsole.OfProcess(), stop).RunAsync(args);
