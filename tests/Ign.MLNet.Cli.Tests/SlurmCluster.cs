using System.Diagnostics;

namespace Ign.MLNet.Cli.Tests;

/// <summary>A Slurm cluster of two nodes on this machine, for one test.</summary>
internal sealed class SlurmCluster : IAsyncDisposable
{
    private readonly string _folder;

    private SlurmCluster(string folder) => _folder = folder;

    /// <summary>Environment of whoever talks to it.</summary>
    internal IReadOnlyDictionary<string, string> Environment => new Dictionary<string, string> { ["SLURM_CONF"] = Path.Combine(_folder, "slurm.conf") };

    /// <summary>Starts it; ends the test where Slurm is not installed.</summary>
    internal static async Task<SlurmCluster> StartAsync()
    {
        foreach (string program in (string[])["sbatch", "scontrol", "slurmctld", "slurmd", "munged"]) Require.Program("slurm-wlm munge", program);
        var cluster = new SlurmCluster(Directory.CreateTempSubdirectory("ign-slurm-").FullName);
        try
        {
            await cluster.Script("up.sh", "2");
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>Runs a program of Slurm and returns what it prints.</summary>
    internal Task<string> Call(string program, params string[] arguments) => Run(program, arguments);

    /// <summary>The <c>ign</c> processes of tasks that run at the moment. Cheap, so that nobody misses one by asking Slurm.</summary>
    internal IEnumerable<SlurmTask> Tasks()
    {
        foreach (string process in Directory.EnumerateDirectories("/proc").Where(p => char.IsAsciiDigit(Path.GetFileName(p)[0])))
            if (SlurmTask.Of(process, Environment["SLURM_CONF"]) is { } task) yield return task;
    }

    /// <summary>Kills a node with all that runs on it.</summary>
    internal Task LoseNode(string node) => Script("lose-node.sh", node);

    /// <summary>Ends all of it and sees that nothing is left.</summary>
    public async ValueTask DisposeAsync()
    {
        await Script("down.sh");
        Assert.AreEqual("", await Script("processes.sh"), "Processes are left.");
        Directory.Delete(_folder, recursive: true);
    }

    private Task<string> Script(string name, params string[] arguments) => Run(Repository.At($"build/slurm/{name}"), [_folder, .. arguments]);

    private async Task<string> Run(string program, string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in Environment) if (!program.EndsWith(".sh", StringComparison.Ordinal)) start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var result = await process.Result();
        Assert.AreEqual(0, result.Code, $"{program}: {result.Output}{result.Error}");
        return result.Output;
    }
}
