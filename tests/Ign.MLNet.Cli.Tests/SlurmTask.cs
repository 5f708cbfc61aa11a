using System.Globalization;

namespace Ign.MLNet.Cli.Tests;

/// <summary>An <c>ign</c> process that works on a shard.</summary>
internal sealed record SlurmTask(int Process, int Shard, string Node, string Job)
{
    /// <summary>What that process is; null if it is another one, or has ended.</summary>
    internal static SlurmTask? Of(string folder, string configuration)
    {
        try
        {
            if (!File.ReadAllText(Path.Combine(folder, "cmdline")).Contains("ign.dll\0restore\0", StringComparison.Ordinal)) return null;
            var environment = File.ReadAllText(Path.Combine(folder, "environ")).Split('\0').Select(v => v.Split('=', 2)).Where(v => v.Length == 2)
                .ToDictionary(v => v[0], v => v[1]);
            if (environment.GetValueOrDefault("SLURM_CONF") != configuration) return null;
            // SLURM_JOB_ID of an array's last task is that of the whole array: a signal to it would go to all of them.
            string job = $"{environment["SLURM_ARRAY_JOB_ID"]}_{environment["SLURM_ARRAY_TASK_ID"]}";
            return new SlurmTask(Number(Path.GetFileName(folder)), Number(environment["SLURM_ARRAY_TASK_ID"]), environment["SLURMD_NODENAME"], job);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or KeyNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Sends it a signal by its name, for example <c>STOP</c>.</summary>
    internal async Task Signal(string signal)
    {
        using var kill = System.Diagnostics.Process.Start("kill", [$"-{signal}", $"{Process}"]);
        await kill.WaitForExitAsync();
        Assert.AreEqual(0, kill.ExitCode);
    }

    /// <summary>Whether it has been sent a SIGTERM that it has not yet seen, because it is stopped.</summary>
    internal bool IsAskedToStop()
    {
        const ulong Terminate = 1UL << (15 - 1);
        string pending = File.ReadLines($"/proc/{Process}/status").First(l => l.StartsWith("ShdPnd:", StringComparison.Ordinal));
        return (Convert.ToUInt64(pending["ShdPnd:".Length..].Trim(), 16) & Terminate) != 0;
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
