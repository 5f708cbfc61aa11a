using System.Text.Json;
using System.Text.Json.Serialization;
using Ign.MLNet.Networks;

namespace Ign.MLNet.Restoration;

/// <summary>The report of a job in JSON Lines: one object a file, in the order of their paths, and a last one that counts them.</summary>
internal static class RestorationReport
{
    private static readonly JsonSerializerOptions s_json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
    };

    /// <summary>Writes the report atomically.</summary>
    internal static void Write(RestorationJob job, RestorationSummary summary, int found, bool complete)
    {
        var last = new
        {
            Summary = new
            {
                Complete = complete,
                Found = found,
                summary.Done,
                summary.Skipped,
                summary.Failed,
                Seconds = Math.Round(summary.Elapsed.TotalSeconds, 3),
                Model = job.Model.Card.Name,
                ModelHash = job.Model.Hash,
                job.Applications,
                summary.Execution.Provider,
                summary.Execution.Threads,
            },
        };
        AtomicFile.Write(job.ReportFile!, stream =>
        {
            foreach (var item in summary.Items) Line(item);
            Line(last);

            void Line<T>(T value)
            {
                JsonSerializer.Serialize(stream, value, s_json);
                stream.WriteByte((byte)'\n');
            }
        });
    }
}
