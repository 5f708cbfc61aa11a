using System.Diagnostics;

namespace Ign.MLNet.Cli.Tests;

/// <summary>Runs <c>ign</c> inside the test process, or as a process of its own where signals or loaded libraries matter.</summary>
internal static class IgnProcess
{
    /// <summary>Only a hang lasts that long, whatever the machine.</summary>
    private static readonly TimeSpan s_hang = TimeSpan.FromMinutes(15);

    internal static async Task<IgnResult> RunInside(params string[] args)
    {
        using var stop = new StopSignals();
        return await RunInside(stop, args);
    }

    internal static async Task<IgnResult> RunInside(StopSignals stop, params string[] args)
    {
        using StringWriter output = new(), error = new();
        int code = await new IgnCommandLine(new CliConsole(output, error, live: false), stop).RunAsync(args);
        return new IgnResult(code, output.ToString(), error.ToString());
    }

    internal static Process Start(IReadOnlyDictionary<string, string>? environment, params string[] args) =>
        StartAt(AppContext.BaseDirectory, environment, args);

    /// <summary>Starts the copy of <c>ign</c> in that folder.</summary>
    internal static Process StartAt(string folder, IReadOnlyDictionary<string, string>? environment, params string[] args)
    {
        string dotnet = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
        var start = new ProcessStartInfo(dotnet) { RedirectStandardOutput = true, RedirectStandardError = true };
        if (IgnoresInterrupts())
        {
            start.FileName = "env";
            start.ArgumentList.Add("--default-signal=INT");
            start.ArgumentList.Add(dotnet);
        }
        start.ArgumentList.Add(Path.Combine(folder, "ign.dll"));
        foreach (string arg in args) start.ArgumentList.Add(arg);
        foreach (var (name, value) in environment ?? new Dictionary<string, string>()) start.Environment[name] = value;
        return Process.Start(start)!;
    }

    /// <summary>A shell starts background jobs with Ctrl+C ignored, and every process below them inherits that.</summary>
    private static bool IgnoresInterrupts()
    {
        const string Status = "/proc/self/status";
        const ulong Interrupt = 1UL << (2 - 1);
        return File.Exists(Status)
            && File.ReadLines(Status).FirstOrDefault(l => l.StartsWith("SigIgn:", StringComparison.Ordinal)) is { } line
            && (Convert.ToUInt64(line["SigIgn:".Length..].Trim(), 16) & Interrupt) != 0;
    }

    /// <summary>Waits for the end of a process and collects what it wrote.</summary>
    internal static async Task<IgnResult> Result(this Process process)
    {
        using var limit = new CancellationTokenSource(s_hang);
        var (output, error) = (process.StandardOutput.ReadToEndAsync(limit.Token), process.StandardError.ReadToEndAsync(limit.Token));
        await process.WaitForExitAsync(limit.Token);
        return new IgnResult(process.ExitCode, await output, await error);
    }

    /// <summary>Sends a signal by its name, for example <c>INT</c>.</summary>
    internal static async Task Signal(this Process process, string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", $"{process.Id}"]);
        await kill.WaitForExitAsync();
        Assert.AreEqual(0, kill.ExitCode);
    }

    /// <summary>Waits until <paramref name="condition"/> holds.</summary>
    internal static async Task Until(this Process process, Func<bool> condition)
    {
        if (!await process.UntilOrEnd(condition))
            Assert.Fail($"The process ended too early, with {process.ExitCode}: {await process.StandardError.ReadToEndAsync()}");
    }

    /// <summary>Waits until <paramref name="condition"/> holds, or the process has ended.</summary>
    /// <returns>Whether the condition holds.</returns>
    internal static async Task<bool> UntilOrEnd(this Process process, Func<bool> condition)
    {
        var clock = Stopwatch.StartNew();
        while (!condition())
        {
            if (process.HasExited) return condition();
            if (clock.Elapsed > s_hang) Assert.Fail("The process took too long to get there.");
            await Task.Delay(2);
        }
        return true;
    }

    /// <summary>Whether processes that are started here inherit that SIGHUP is ignored.</summary>
    internal static bool HangupIsIgnored => OperatingSystem.IsLinux()
        && File.ReadLines("/proc/self/status").FirstOrDefault(l => l.StartsWith("SigIgn:", StringComparison.Ordinal)) is { } mask
        && (Convert.ToUInt64(mask["SigIgn:".Length..].Trim(), 16) & 1) != 0;

    /// <summary>
    /// Tries something that happens to a process in the middle of its work, with more and more to do until it does: how much is enough depends on the machine.
    /// </summary>
    /// <param name="attempt">Gets how many images there are to be; false if the process was through before.</param>
    /// <param name="images">How many there are at first.</param>
    internal static async Task InTheMiddle(Func<int, Task<bool>> attempt, int images)
    {
        const int Most = 64;
        for (int times = 1; times <= Most; times *= 4) if (await attempt(times * images)) return;
        Assert.Fail($"Every process was through before anything happened to it, the last one with {Most * images} images.");
    }
}
