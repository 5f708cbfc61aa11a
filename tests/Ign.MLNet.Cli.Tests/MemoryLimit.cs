using System.Diagnostics;

namespace Ign.MLNet.Cli.Tests;

/// <summary>A group of processes that Linux kills when they take more memory than a container of that size would have.</summary>
internal sealed class MemoryLimit : IDisposable
{
    private readonly string _group;

    private MemoryLimit(string group) => _group = group;

    /// <summary>The most that its processes took together, in bytes.</summary>
    internal long Peak =>
        long.Parse(File.ReadAllText(new[] { "memory.max_usage_in_bytes", "memory.peak" }.Select(f => Path.Combine(_group, f)).First(File.Exists)),
            System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Makes a group; ends the test where this user may not.</summary>
    internal static MemoryLimit OfMegabytes(int megabytes)
    {
        string bytes = $"{(long)megabytes << 20}", name = $"ign-{Guid.NewGuid():N}";
        Exception? why = null;
        foreach (var (root, file) in new[] { ("/sys/fs/cgroup/memory", "memory.limit_in_bytes"), ("/sys/fs/cgroup", "memory.max") })
        {
            string group = Path.Combine(root, name);
            try
            {
                Directory.CreateDirectory(group);
                File.WriteAllText(Path.Combine(group, file), bytes);
                return new MemoryLimit(group);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                why = e;
                if (Directory.Exists(group)) Directory.Delete(group);
            }
        }
        Require.That(false, $"No memory limit can be set here: {why!.Message}");
        throw new UnreachableException();
    }

    /// <summary>Starts <c>ign</c> in it.</summary>
    internal Process Start(params string[] args)
    {
        var start = new ProcessStartInfo("sh") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string word in (string[])["-c", "echo $$ > \"$0\" && exec \"$@\"", Path.Combine(_group, "cgroup.procs"),
            Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", Path.Combine(AppContext.BaseDirectory, "ign.dll"), .. args])
            start.ArgumentList.Add(word);
        return Process.Start(start)!;
    }

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(_group);
}
