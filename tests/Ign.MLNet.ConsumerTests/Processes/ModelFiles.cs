using Stranger;

namespace Ign.MLNet.ConsumerTests;

/// <summary>Models that one process saved, and the folders in which the processes around them may leave temporary files.</summary>
internal sealed class ModelFiles : IDisposable
{
    private const string Programs = "tests/Ign.MLNet.ConsumerTests/Programs/";

    // The native library of ONNX Runtime notes its session identifier there.
    private const string OnnxRuntimeSession = ".ses";
    private readonly TemporaryFolder _folder = new();

    /// <summary>The models.</summary>
    internal string Models => _folder.Folder("models");

    /// <summary>Starts one of the programs with a temporary folder of its own.</summary>
    /// <param name="program">Folder of the program.</param>
    /// <param name="temporary">Name of its temporary folder.</param>
    /// <param name="arguments">Arguments.</param>
    internal Task<Child> RunAsync(string program, string temporary, params string[] arguments)
    {
        var environment = new Dictionary<string, string>
        {
            ["TMPDIR"] = _folder.Folder(temporary),
            ["DOTNET_EnableDiagnostics"] = "0", // the debugger's pipes lie in the temporary folder too
        };
        return Child.RunAsync(_folder.Path, environment, [Path.Combine(Repository.OutputOf(Programs + program), program + ".dll"), .. arguments]);
    }

    /// <summary>What the managed part of a program left in its temporary folder.</summary>
    internal string[] LeftIn(string temporary) =>
        [.. Directory.EnumerateFileSystemEntries(_folder.Folder(temporary), "*", SearchOption.AllDirectories)
            .Select(f => Path.GetRelativePath(_folder[temporary], f))
            .Where(f => f != OnnxRuntimeSession)];

    internal ScoreReport Report(string model, string suffix) => ScoreReport.Read(Path.Combine(Models, $"{model}.{suffix}.json"));

    public void Dispose() => _folder.Dispose();
}
