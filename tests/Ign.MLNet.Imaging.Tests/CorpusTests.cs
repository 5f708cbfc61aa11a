namespace Ign.MLNet.Imaging.Tests;

/// <summary>The files of tests/images, each of which once went wrong or is made to: its README says how.</summary>
[TestClass]
public sealed class CorpusTests
{
    public static IEnumerable<object[]> Names =>
        Directory.EnumerateFiles(Folder).Select(p => (object[])[Path.GetFileName(p)]).Where(n => (string)n[0] != "README.md");

    private static string Folder => Path.Combine(AppContext.BaseDirectory, "images");

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void No_file_does_what_it_once_did(string name)
    {
        var file = File.ReadAllBytes(Path.Combine(Folder, name));
        for (int way = 0; way < 25; way++) FuzzTests.Survives(file, way);
    }

    [TestMethod]
    public void The_readme_names_every_file()
    {
        string readme = File.ReadAllText(Path.Combine(Folder, "README.md"));
        foreach (var name in Names) StringAssert.Contains(readme, $"`{name[0]}`");
    }
}
