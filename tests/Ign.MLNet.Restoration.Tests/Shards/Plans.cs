namespace Ign.MLNet.Restoration.Tests;

/// <summary>Small plans.</summary>
internal static class Plans
{
    /// <summary>A folder with a model and images of 4x4, a text file and a hidden file.</summary>
    internal static TemporaryFolder Prepare(int images)
    {
        var folder = new TemporaryFolder();
        File.WriteAllBytes(folder["model.onnx"], TestModels.Seeded(1, 4, 4).Bytes.ToArray());
        folder.Folder("in", "sub");
        for (int i = 0; i < images; i++) Pictures.Random(4, 4, 1, i).Save(folder["in", i % 2 == 0 ? "sub" : ".", $"{i:D2}.png"]);
        File.WriteAllText(folder["in", "notes.txt"], "notes");
        File.WriteAllText(folder["in", ".hidden.png"], "hidden");
        return folder;
    }

    internal static Task<ShardedPlan> Make(TemporaryFolder folder, int shards, bool replace = false) =>
        ShardedPlan.CreateAsync(Jobs.Make(folder, IgnModel.Load(folder["model.onnx"])), folder["model.onnx"], shards, folder["plan"], replace);
}
