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
