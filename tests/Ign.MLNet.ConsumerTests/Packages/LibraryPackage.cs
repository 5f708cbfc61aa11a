using System.IO.Compression;
using System.Xml.Linq;

namespace Ign.MLNet.ConsumerTests;

/// <summary>A package as it lies in a feed.</summary>
/// <param name="Path">The <c>.nupkg</c> file.</param>
/// <param name="Files">Content by name, without the parts that belong to the container format.</param>
internal sealed record LibraryPackage(string Path, IReadOnlyDictionary<string, byte[]> Files)
{
    /// <summary>The <c>metadata</c> element of the nuspec.</summary>
    internal XElement Metadata { get; } =
        XDocument.Load(new MemoryStream(Files.Single(f => f.Key.EndsWith(".nuspec", StringComparison.Ordinal)).Value)).Root!.Elements().Single();

    internal string Id => Text("id");

    /// <summary>Packages that this one asks for, with the lowest version.</summary>
    internal IReadOnlyDictionary<string, string> Dependencies =>
        Metadata.Descendants().Where(e => e.Name.LocalName == "dependency").ToDictionary(e => e.Attribute("id")!.Value, e => e.Attribute("version")!.Value);

    /// <summary>Its page on the feed.</summary>
    internal string Page => System.Text.Encoding.UTF8.GetString(Files["PACKAGE.md"]);

    /// <summary>The package with the debugging symbols beside it.</summary>
    internal LibraryPackage Symbols => Read(System.IO.Path.ChangeExtension(Path, ".snupkg"));

    internal static LibraryPackage Read(string path)
    {
        using var zip = ZipFile.OpenRead(path);
        return new LibraryPackage(path, zip.Entries.Where(e => !IsContainer(e.FullName)).ToDictionary(e => e.FullName, Content));
    }

    internal XElement Element(string name) => Metadata.Elements().Single(e => e.Name.LocalName == name);

    internal string Text(string name) => Element(name).Value;

    private static bool IsContainer(string name) =>
        name is "_rels/.rels" or "[Content_Types].xml" || name.StartsWith("package/services/metadata/core-properties/", StringComparison.Ordinal);

    private static byte[] Content(ZipArchiveEntry entry)
    {
        using var content = new MemoryStream();
        using var stream = entry.Open();
        stream.CopyTo(content);
        return content.ToArray();
    }
}
