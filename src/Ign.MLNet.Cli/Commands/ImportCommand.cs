using System.CommandLine;
using Ign.MLNet.Networks;
using Ign.MLNet.Training;

namespace Ign.MLNet.Cli;

/// <summary><c>ign import</c>: weights that were trained elsewhere become a run folder, as if they had been trained here.</summary>
internal static class ImportCommand
{
    private static readonly Dictionary<string, NetworkSpec> s_known = new(StringComparer.Ordinal)
    {
        ["dcgan28"] = Dcgan.For28(),
        ["dcgan64"] = Dcgan.For64(),
        ["dcgan64-bn"] = Dcgan.BatchNormalized64(),
        ["dcgan64-bn-nobias"] = Dcgan.BatchNormalized64(bias: false),
    };

    internal static Command Create(CliConsole console)
    {
        var weights = PathOption.ExistingFileArgument("weights", "safetensors file, for example of a PyTorch state dict: safetensors.torch.save_file(model.state_dict(), path).");
        var spec = new Option<string>("--spec")
        {
            Description = $"Network that the weights belong to: a JSON file (as 'ign.spec' in a .card.json), or one of {string.Join(", ", s_known.Keys)}.",
            HelpName = "network",
            Required = true,
        };
        var output = PathOption.Output("--out", "Folder for weights.safetensors and card.json, for ign export; created if needed.", "run");
        var order = new Option<string?>("--modules")
        {
            Description = "Modules of the file in the order of the network, separated by commas. Without it they go by name: numbers by value, encoder before decoder.",
            HelpName = "a,b,...",
        };
        var name = new Option<string?>("--name") { Description = "Name of the model in its card; the default is the network's." };
        var facts = new Option<string[]>("--card") { Description = $"Set an entry of the card. Entries: {CardFacts.Names}.", HelpName = "entry=value" };
        var command = new Command("import", "Take weights that were trained elsewhere, to export them as a model.") { weights, spec, output, order, name, facts };
        command.SetAction(parsed =>
        {
            var run = new RunFolder(parsed.GetRequiredValue(output));
            if (File.Exists(run.WeightsFile)) throw new UsageException($"--out: '{run.Path}' holds weights already; choose another folder.");
            if (File.Exists(run.Path)) throw new UsageException($"--out: '{run.Path}' is a file; expected a folder.");
            var network = Network(parsed.GetRequiredValue(spec));
            var fitted = StateDict.Fit(network, Safetensors.Read(parsed.GetRequiredValue(weights)).Tensors, parsed.GetValue(order)?.Split(','));
            var card = CardFacts.Apply(new IgnModelCard { Name = parsed.GetValue(name) ?? network.Name, Shape = network.Input, Objective = "imported" }, parsed.GetValue(facts) ?? []);
            Directory.CreateDirectory(run.Path);
            WeightFile.Save(run.WeightsFile, fitted);
            AtomicFile.WriteAllText(run.CardFile, card.ToJson() + "\n");
            console.Line($"{run.Path}: {network.Name}, {network.ParameterCount:N0} parameters in {network.ParameterShapes.Count} tensors");
            console.Line($"next: ign export {run.Path} --out {card.Name}.onnx");
            return ExitCode.Done;
        });
        return command;
    }

    private static NetworkSpec Network(string spec)
    {
        if (s_known.TryGetValue(spec, out var known)) return known;
        if (!File.Exists(spec)) throw new UsageException($"--spec: '{spec}' is neither a file nor one of {string.Join(", ", s_known.Keys)}.");
        try
        {
            return NetworkSpec.FromJson(BoundedFile.ReadText(spec));
        }
        catch (SpecException e)
        {
            throw new UsageException($"--spec: '{spec}': {e.Message}");
        }
    }
}
