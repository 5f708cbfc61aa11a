namespace Ign.MLNet.Samples.Photos;

/// <summary>A row of the pipeline: the name of a file.</summary>
internal sealed class Row
{
    public string Name { get; set; } = "";
}
