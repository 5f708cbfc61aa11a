namespace Ign.MLNet.Cli;

/// <summary>The files that <c>ign export</c> writes; none of them may be another one, or what is exported.</summary>
/// <param name="Model">The model.</param>
internal sealed record ExportPaths(string Model)
{
    private const string ModelEnding = ".onnx", ReferenceEnding = ".safetensors";

    /// <summary>The model's card.</summary>
    internal string Card => Path.ChangeExtension(Model, ".card.json");

    /// <summary>The card as a page for people.</summary>
    internal string Page => Path.ChangeExtension(Model, ".md");

    /// <exception cref="UsageException">A file cannot be written there, or something else would be lost by it.</exception>
    internal static ExportPaths Checked(string model, string? reference, string source)
    {
        OutputPath.CheckFile("--out", model);
        if (!model.EndsWith(ModelEnding, StringComparison.OrdinalIgnoreCase))
            throw new UsageException($"--out: expected a name that ends in {ModelEnding}, got '{model}'.");
        var paths = new ExportPaths(model);
        OutputPath.CheckFile("--out", paths.Card);
        OutputPath.CheckFile("--out", paths.Page);
        if (IsSame(model, source)) throw new UsageException($"--out: '{model}' is what is exported; choose another name.");
        if (reference is null) return paths;
        if (!reference.EndsWith(ReferenceEnding, StringComparison.OrdinalIgnoreCase))
            throw new UsageException($"--reference: expected a name that ends in {ReferenceEnding}, got '{reference}'.");
        OutputPath.CheckFile("--reference", reference);
        if (IsSame(reference, source)) throw new UsageException($"--reference: '{reference}' is what is exported; choose another name.");
        return paths;
    }

    private static bool IsSame(string path, string other) =>
        string.Equals(Path.GetFullPath(path), Path.GetFullPath(other),
            OperatingSystem.IsLinux() ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase);
}
