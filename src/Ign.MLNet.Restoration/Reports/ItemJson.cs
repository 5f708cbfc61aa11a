using System.Text.Json;

namespace Ign.MLNet.Restoration;

/// <summary>One <see cref="RestorationItem"/> as one line of JSON.</summary>
/// <remarks>
/// <list type="table">
/// <listheader><term>Field</term><description>Content; absent where it is unknown, unless stated otherwise</description></listheader>
/// <item><term>path</term><description>text, always: path below the input folder, with <c>/</c> between folders</description></item>
/// <item><term>outcome</term><description>text, always: <c>done</c>, <c>skipped</c> or <c>failed</c></description></item>
/// <item><term>reason</term><description>text: why it was skipped, failed or copied</description></item>
/// <item><term>output</term><description>text: path of the result below the output folder</description></item>
/// <item><term>retryable</term><description>true, or absent: whether it failed for the sake of a disk, a network or the machine, and is tried again by the next
/// run</description></item>
/// <item><term>copied</term><description>true or false, always: whether the input went through unchanged, because the correction was beyond a
/// limit</description></item>
/// <item><term>width, height</term><description>whole numbers: pixels, upright</description></item>
/// <item><term>orientation</term><description>whole number from 2 to 8: EXIF orientation that was applied</description></item>
/// <item><term>tiles</term><description>whole number: pieces of the model's size that were projected</description></item>
/// <item><term>input_bytes, output_bytes</term><description>whole numbers: sizes of both files</description></item>
/// <item><term>input_hash, output_hash</term><description>text: SHA-256 of both files, hexadecimal</description></item>
/// <item><term>not_carried</term><description>list of texts: what of the metadata the result does not have, or has although it is no longer
/// true</description></item>
/// <item><term>quality.displacement</term><description>number: distance from the input to the result</description></item>
/// <item><term>quality.residual</term><description>number: what one further application would change</description></item>
/// <item><term>times.decode, times.infer, times.encode</term><description>numbers: milliseconds in each stage</description></item>
/// </list>
/// </remarks>
internal static class ItemJson
{
    /// <summary>The item, without a line break inside or at the end.</summary>
    internal static string Line(RestorationItem item) => JsonSerializer.Serialize(item, ReportJson.Line);

    /// <summary>What <see cref="Line"/> was given.</summary>
    /// <exception cref="JsonException">The line is damaged or no item.</exception>
    internal static RestorationItem Parse(string line) =>
        JsonSerializer.Deserialize<RestorationItem>(line, ReportJson.Line) ?? throw new JsonException("The line holds no item.");
}
