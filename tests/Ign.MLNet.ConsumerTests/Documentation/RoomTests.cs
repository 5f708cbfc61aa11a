using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Ign.MLNet.ConsumerTests;

/// <summary>The projects lean on one another as the table of CONTRIBUTING says, and a native world is known in one of them only.</summary>
[TestClass]
public sealed partial class RoomTests
{
    private static readonly Dictionary<string, string> s_rooms = Read();

    [TestMethod]
    public void No_room_leans_on_one_that_the_table_does_not_name()
    {
        Assert.HasCount(Directory.GetDirectories(Repository.At("src")).Length, s_rooms, "rooms in the table");
        foreach (var (name, mayUse) in s_rooms.Where(r => r.Key != "Ign.MLNet.Cli"))
        {
            var allowed = s_rooms.Keys.Where(other => Named(mayUse, other)).SelectMany(other => Below(other).Append(other)).ToHashSet();
            CollectionAssert.AreEqual(Array.Empty<string>(),
                Project(name, "ProjectReference").Select(Path.GetFileNameWithoutExtension).Where(r => !allowed.Contains(r!)).ToArray(), name);
        }
    }

    [TestMethod]
    public void No_arrow_goes_in_a_circle()
    {
        foreach (string name in s_rooms.Keys) Assert.DoesNotContain(name, Below(name));
    }

    [TestMethod]
    [DataRow("TorchSharp", "Ign.MLNet.Training")]
    [DataRow("NetVips", "Ign.MLNet.Imaging")]
    [DataRow("Google.Protobuf", "Ign.MLNet.Networks")]
    [DataRow("Microsoft.ML", "Ign.MLNet")]
    [DataRow("System.CommandLine", "Ign.MLNet.Cli")]
    public void A_library_enters_through_one_room(string package, string room) =>
        CollectionAssert.AreEqual(new[] { room }, s_rooms.Keys.Where(name => Project(name, "PackageReference").Contains(package)).ToArray());

    [TestMethod]
    public void No_two_public_types_have_one_name()
    {
        var types = s_rooms.Keys.Where(r => r != "Ign.MLNet.Cli").SelectMany(room => Assembly.Load(room).GetExportedTypes()).Where(t => !t.IsNested).ToList();
        Assert.IsGreaterThan(100, types.Count);
        string[] twice = [.. types.GroupBy(t => t.Name).Where(g => g.Count() > 1).Select(g => string.Join(" and ", g.Select(t => t.FullName)))];
        CollectionAssert.AreEqual(Array.Empty<string>(), twice);
    }

    [TestMethod]
    public void Shards_stand_on_the_job_and_the_job_knows_nothing_of_them()
    {
        string room = Repository.At("src/Ign.MLNet.Restoration"), shards = Path.Join(room, "Shards") + Path.DirectorySeparatorChar;
        string[] sources = [.. Directory.EnumerateFiles(room, "*.cs", SearchOption.AllDirectories)
            .Where(f => !f.StartsWith(shards, StringComparison.Ordinal)
                && !f.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))];
        Assert.IsGreaterThan(50, sources.Length);
        // One type a file, named after it.
        string[] types = [.. Directory.EnumerateFiles(shards, "*.cs", SearchOption.AllDirectories).Select(f => Path.GetFileNameWithoutExtension(f)!)];
        var any = new Regex($@"\b({string.Join('|', types)})\b");
        CollectionAssert.AreEqual(Array.Empty<string>(),
            sources.SelectMany(f => File.ReadLines(f).Where(line => any.IsMatch(line)).Select(line => $"{f}: {line}")).ToArray());
    }

    // The table says "Evaluation" for Ign.MLNet.Evaluation.
    private static bool Named(string cell, string room) =>
        cell.Split(',', StringSplitOptions.TrimEntries).Any(word => word == room || "Ign.MLNet." + word == room);

    private static HashSet<string> Below(string name) =>
        [.. Project(name, "ProjectReference").Select(Path.GetFileNameWithoutExtension).SelectMany(r => Below(r!).Append(r!))];

    private static IEnumerable<string> Project(string name, string reference) =>
        XDocument.Load(Repository.At($"src/{name}/{name}.csproj")).Descendants(reference).Select(r => (string)r.Attribute("Include")!);

    private static Dictionary<string, string> Read() => Row().Matches(File.ReadAllText(Repository.At("CONTRIBUTING.md")))
        .ToDictionary(m => m.Groups[1].Value, m => m.Groups[2].Value);

    [GeneratedRegex(@"^\| `src/([^`]+)` \|[^|]+\|([^|]+)\|$", RegexOptions.Multiline)]
    private static partial Regex Row();
}
