namespace Ign.MLNet.ConsumerTests;

/// <summary>Current folder as the pages tell a reader to have it: with the model and the images in it.</summary>
internal sealed class ReaderFolder : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _before = Environment.CurrentDirectory;

    internal ReaderFolder()
    {
        const string Model = "export/models/fashion-restore.onnx";
        Copy(Model, Model);
        Copy(Model, "fashion-restore.onnx");
        foreach (string file in Directory.EnumerateFiles(Repository.Data, "*.gz"))
            Copy(Path.GetRelativePath(Repository.Root, file), "fashion-mnist/" + Path.GetFileName(file));
        Environment.CurrentDirectory = _folder.Path;
    }

    public void Dispose()
    {
        Environment.CurrentDirectory = _before;
        _folder.Dispose();
    }

    private void Copy(string from, string to)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_folder[to])!);
        File.Copy(Repository.At(from), _folder[to]);
    }
}
