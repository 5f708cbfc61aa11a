using System.Globalization;

namespace Ign.MLNet.Restoration;

/// <summary>Where the files of one shard lie: <c>shards/0003</c> in the plan's folder.</summary>
/// <param name="Path">The folder; it holds the journal and the lock.</param>
internal sealed record ShardFolder(string Path)
{
    /// <summary>Name of the folder that holds those of all shards.</summary>
    internal const string Shards = "shards";

    internal static ShardFolder Of(string plan, int shard) => new(System.IO.Path.Join(plan, Shards, shard.ToString("D4", CultureInfo.InvariantCulture)));

    /// <summary>Written when the shard has been worked through.</summary>
    internal string Done => System.IO.Path.Join(Path, "done.json");

    /// <summary>Folder of the shard's own report.</summary>
    internal string Report => System.IO.Path.Join(Path, "report");

    /// <summary>One line for each file that the shard has worked on.</summary>
    internal string ReportLines => System.IO.Path.Join(Report, "report.jsonl");
}
