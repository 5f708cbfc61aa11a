namespace Ign.MLNet.Cli;

/// <summary>A command line that parses but cannot be meant; ends with <see cref="ExitCode.WrongUsage"/>.</summary>
internal sealed class UsageException(string message) : Exception(message);
