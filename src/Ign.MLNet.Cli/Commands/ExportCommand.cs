using System.CommandLine;
using System.Security.Cryptography;
using Ign.MLNet.Networks;
using Ign.MLNet.Training;

namespace Ign.MLNet.Cli;

/// <summary><c>ign export</c>: trained weights become the ONNX file that everything else reads. Needs no native library.</summary>
internal static class ExportCommand
{
    internal static Command Create(CliConsole console)
    {
        var source = new Argument<string>("run") { Description = "Run folder of a training, or a weights.safetensors file with its card.json beside it." };
        var output = PathOption.Output("--out", "Model file to write; an existing one is replaced.", "model.onnx");
        var name = new Option<string?>("--name") { Description = "Name of the model in its card; the default is what the training called it." };
        var facts = new Option<string[]>("--card")
        {
            Description = $"Set an entry of the card, for example --card license=MIT or --card quality.psnr_db=21.3. Entries: {CardFacts.Names}.",
            HelpName = "entry=value",
        };
        var command = new Command("export", "Write a trained network as an ONNX model with its card inside.") { source, output, name, facts };
        command.SetAction(parsed => Run(console, parsed.GetRequiredValue(source), parsed.GetRequiredValue(output), parsed.GetValue(name), parsed.GetValue(facts) ?? []));
        return command;
    }

    private static int Run(CliConsole console, string source, string output, string? name, string[] facts)
    {
        string weightsFile = Directory.Exists(source) ? Path.Combine(source, "weights.safetensors") : source;
        if (!File.Exists(weightsFile))
        {
            throw new UsageException(Directory.Exists(source)
                ? $"run: the folder '{source}' holds no weights.safetensors; expected the run folder of a training."
                : $"run: '{source}' does not exist; expected a run folder or a weights.safetensors file.");
        }
        PathOption.CheckWritable("--out", output);
        var onnx = ModelExport.Write(weightsFile, card => CardFacts.Apply(name is null ? card : card with { Name = name }, facts));
        var info = OnnxModelReader.Read(onnx);
        long parameters = OnnxModelCheck.Check(info).Spec!.ParameterCount;
        AtomicFile.WriteAllBytes(output, onnx);
        console.Line($"{output}: {info.Operators.Values.Sum():N0} nodes, {parameters:N0} parameters, {onnx.Length:N0} bytes");
        console.Line($"sha-256 {Convert.ToHexStringLower(SHA256.HashData(onnx))}");
        return ExitCode.Done;
    }
}
