using System.IO.Compression;
using System.Text;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Ign.MLNet.Tests;

/// <summary>Saves stages, opens saved files, and looks into loaded models.</summary>
internal static class SavedModels
{
    internal const int BatchSize = 5;

    // A model that no test of another class holds open.
    internal static IgnModel Model { get; } = TestModels.Alone();

    internal static IgnProjectionEstimator Estimator(MLContext ml, int applications = 1, string input = "Noisy", string output = "Clean") =>
        ml.Transforms.ProjectWithIgn(Model,
            new IgnProjectionOptions { OutputColumn = output, InputColumn = input, Applications = applications, BatchSize = BatchSize });

    /// <summary>A file with a stage in it, and with another one behind it if <paramref name="stages"/> is 2.</summary>
    internal static string Save(TemporaryFolder folder, int stages = 1)
    {
        var ml = new MLContext();
        var data = Rows.View(ml, 1);
        string path = folder.File($"{stages}.zip");
        if (stages == 1)
        {
            using var stage = Estimator(ml).Fit(data);
            ml.Model.Save(stage, data.Schema, path);
        }
        else
        {
            using var chain = Estimator(ml, output: "First").Append(Estimator(ml, input: "First")).Fit(data);
            ml.Model.Save(chain, data.Schema, path);
        }
        return path;
    }

    internal static MLContext Registered(IgnProjectorOptions? execution = null)
    {
        var ml = new MLContext();
        Assert.IsTrue(ml.RegisterIgn(execution));
        return ml;
    }

    internal static IEnumerable<ITransformer> Members(ITransformer model) =>
        model is TransformerChain<ITransformer> chain ? chain.SelectMany(Members) : [model];

    internal static List<float[]> Column(ITransformer model, IDataView data, string name = "Clean") => [.. model.Transform(data).GetColumn<float[]>(name)];

    internal static List<string> Entries(string path)
    {
        using var zip = ZipFile.OpenRead(path);
        return [.. zip.Entries.Select(e => e.FullName.Replace('\\', '/'))];
    }

    internal static byte[] Entry(string path, string name)
    {
        using var zip = ZipFile.OpenRead(path);
        using var content = new MemoryStream();
        using (var stream = zip.Entries.Single(e => e.FullName.Replace('\\', '/') == name).Open()) stream.CopyTo(content);
        return content.ToArray();
    }

    /// <summary>Replaces an entry, or removes it.</summary>
    internal static void Change(string path, string name, Func<byte[], byte[]?> change)
    {
        byte[]? content = change(Entry(path, name));
        using var zip = ZipFile.Open(path, ZipArchiveMode.Update);
        var old = zip.Entries.Single(e => e.FullName.Replace('\\', '/') == name);
        string full = old.FullName;
        old.Delete();
        if (content is null) return;
        using var stream = zip.CreateEntry(full).Open();
        stream.Write(content);
    }

    internal static void SetText(string path, string name, string text) => Change(path, name, _ => Encoding.UTF8.GetBytes(text));

    /// <summary>Runs with an empty folder as the system's temporary one, and gives the names of what was left in it.</summary>
    internal static string[] LeftBehind(Action action)
    {
        using var temporary = new TemporaryFolder();
        string[] names = ["TMPDIR", "TMP", "TEMP"];
        string?[] before = [.. names.Select(Environment.GetEnvironmentVariable)];
        foreach (string name in names) Environment.SetEnvironmentVariable(name, temporary.Path);
        try
        {
            action();
            return [.. Directory.GetFileSystemEntries(temporary.Path, "*", SearchOption.AllDirectories).Select(p => Path.GetRelativePath(temporary.Path, p))];
        }
        finally
        {
            for (int i = 0; i < names.Length; i++) Environment.SetEnvironmentVariable(names[i], before[i]);
        }
    }
}
