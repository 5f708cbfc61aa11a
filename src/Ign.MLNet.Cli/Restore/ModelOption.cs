using System.CommandLine;

namespace Ign.MLNet.Cli;

/// <summary>The option <c>--model</c> of the commands that restore: without it they take the model for photographs that comes with the program.</summary>
internal static class ModelOption
{
    private const string Name = "--model";

    internal static Option<string?> Create(string remark = "") =>
        PathOption.OptionalFile(Name, $"Model to project with (default: photo, which comes with ign).{remark}", "model.onnx");

    /// <summary>The file that was named, or the shipped one.</summary>
    /// <exception cref="UsageException">None was named, and the program lies without its model.</exception>
    internal static string FileOf(ParseResult parsed, Option<string?> option)
    {
        if (parsed.GetValue(option) is { } file) return file;
        string shipped = Path.Join(AppContext.BaseDirectory, "models", "photo.onnx");
        return File.Exists(shipped) ? shipped
            : throw new UsageException($"Option '{Name}' is required, as '{shipped}' is missing. (ign {parsed.CommandResult.Command.Name} --help)");
    }
}
