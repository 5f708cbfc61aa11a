using Ign.MLNet.Networks;

namespace Ign.MLNet.Evaluation;

/// <summary>What the file of a feature network promises, checked before a runtime sees it.</summary>
/// <param name="Name">Metadata entry <c>name</c>; empty where there is none.</param>
/// <param name="Input">Name of the input.</param>
/// <param name="Shape">Shape of an image; a side is 0 where the network takes any.</param>
/// <param name="FixedBatch">Number of images of every call, or null where it is free.</param>
/// <param name="Size">Width of the features.</param>
/// <param name="Classes">Width of the scores, or null.</param>
/// <param name="Metadata">All entries of the file.</param>
internal sealed record FeatureFile(string Name, string Input, TensorShape Shape, int? FixedBatch, int Size, int? Classes,
    IReadOnlyDictionary<string, string> Metadata)
{
    internal const string FeaturesOutput = "features";
    internal const string LogitsOutput = "logits";
    private const int MaxSide = 8192;
    private const int MaxWidth = 1 << 13; // a covariance of that width takes 512 MB
    private const string NamesEntry = "name";

    /// <exception cref="IgnFormatException">It is not the file of a feature network.</exception>
    internal static FeatureFile Of(byte[] onnx)
    {
        var info = OnnxModelReader.Read(onnx);
        // Subgraphs are what other exporters make of conditions; the rest would open files or hide operators.
        var concerns = info.Concerns.Where(c => c != "subgraphs").ToList();
        if (concerns.Count > 0)
            throw new IgnFormatException($"The file holds {string.Join(", ", concerns)}, which a feature network does not need. It is refused.");
        if (info.Inputs.Count != 1) throw new IgnFormatException($"Expected one input for images, got {info.Inputs.Count}.");
        var input = info.Inputs[0];
        if (input.ElementType != "float" || input.Shape is not [var batch, { } channels, var height, var width] || channels is not (1 or 3)
            || IsOut(height, MaxSide) || IsOut(width, MaxSide) || IsOut(batch, OnnxLimits.MaxBatch))
            throw new IgnFormatException($"Expected an input of floats [N, C, H, W] with 1 or 3 channels, got {Show(input)}.");
        if (Width(info, FeaturesOutput) is not { } size)
            throw new IgnFormatException($"Expected an output '{FeaturesOutput}' with a row of features for each image; the file has {string.Join(", ", info.Outputs.Take(8).Select(Show))}.");
        return new FeatureFile(info.Metadata.GetValueOrDefault(NamesEntry, ""), input.Name,
            new TensorShape((int)channels, (int)(height ?? 0), (int)(width ?? 0)), (int?)batch, size, Width(info, LogitsOutput), info.Metadata);
    }

    private static int? Width(OnnxModelInfo info, string name)
    {
        if (info.Outputs.FirstOrDefault(o => o.Name == name) is not { } output) return null;
        return output.ElementType == "float" && output.Shape is [_, { } width] && !IsOut(width, MaxWidth)
            ? (int)width
            : throw new IgnFormatException($"Expected the output '{name}' to hold floats [N, D] with a fixed D of 1 to {MaxWidth:N0}, got {Show(output)}.");
    }

    private static bool IsOut(long? side, int most) => side is { } given && (given < 1 || given > most);

    private static string Show(OnnxTensorInfo tensor)
    {
        string name = string.Concat(tensor.Name.Take(80).Select(c => char.IsControl(c) ? '?' : c));
        return $"'{name}' {tensor.ElementType} [{string.Join(", ", tensor.Shape.Take(8).Select(d => d?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "any"))}]";
    }
}
