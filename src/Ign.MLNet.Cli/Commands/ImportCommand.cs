using System.CommandLine;
using Ign.MLNet.Networks;
using Ign.MLNet.Training;

namespace Ign.MLNet.Cli;

/// <summary><c>ign import</c>: weights that were trained elsewhere become a run folder, as if they had been trained here.</summary>
internal static class ImportCommand
{
    private static readonly Dictionary<string, NetworkSpec> s_known = new(StringComparer.Ordinal)
    {
        ["dcgan28"] = Dcgan.For(new(1, 28, 28)),
        ["dcgan28-bn"] = Dcgan.For(new(1, 28, 28), new() { BatchNorm = true }),
        ["dcgan28-bn-nobias"] = Dcgan.For(new(1, 28, 28), new() { BatchNorm = true, Bias = false }),
        ["dcgan64"] = Dcgan.For(new(3, 64, 64)),
        ["dcgan64-bn"] = Dcgan.For(new(3, 64, 64), new() { BatchNorm = true }),
        ["dcgan64-bn-nobias"] = Dcgan.For(new(3, 64, 64), new() { BatchNorm = true, Bias = false }),
    };

    internal static Command Create(CliConsole console)
    {
        var weights = PathOption.ExistingFileArgument("weights",
            "safetensors file, for example of a PyTorch state dict: safetensors.torch.save_file(model.state_dict(), path).");
        var spec = ValueOption.Required("--spec",
            $"Network that the weights belong to: a JSON file (a .card.json, or the text of its 'ign.spec'), or one of {string.Join(", ", s_known.Keys)}.",
            "network");
        var output = PathOption.Output("--out", "Folder for weights.safetensors and card.json, for ign export; created if needed.", "run");
        var order = ValueOption.Of<string?>("--modules",
            "Modules of the file in the order of the network, separated by commas. Without it their shapes say which layer each one is, and their names where shapes are equal.",
            "a,b,...");
        var name = new Option<string?>("--name") { Description = "Name of the model in its card; the default is the network's." };
        var facts = ValueOption.Of<string[]>("--card", $"Set an entry of the card. Entries: {CardFacts.Names}.", "entry=value");
        var command = new Command("import", "Take weights that were trained elsewhere, to export them as a model.")
        {
            weights, spec, output, order, name, facts,
        };
        command.SetAction(parsed =>
        {
            var run = new RunFolder(parsed.GetRequiredValue(output));
            if (File.Exists(run.WeightsFile))
                throw new UsageException(
                    $"--out: '{run.Path}' holds weights already; choose another folder, or remove its {Path.GetFileName(run.WeightsFile)} to replace them.");
            OutputPath.CheckFolder("--out", run.Path);
            var network = Network(parsed.GetRequiredValue(spec));
            var tensors = Safetensors.Read(parsed.GetRequiredValue(weights)).Tensors;
            IReadOnlyList<string> modules = parsed.GetValue(order)?.Split(',') ?? StateDict.OrderOf(network, tensors);
            var fitted = StateDict.Fit(network, tensors, modules);
            var card = CardFacts.Apply(new IgnModelCard { Name = parsed.GetValue(name) ?? network.Name, Shape = network.Input, Objective = "imported" },
                parsed.GetValue(facts) ?? []);
            Directory.CreateDirectory(run.Path);
            WeightFile.Save(run.WeightsFile, fitted);
            AtomicFile.WriteAllText(run.CardFile, card.ToJson() + "\n");
            console.Line($"{run.Path}: {network.Name}, {network.ParameterCount:N0} parameters in {network.ParameterShapes.Count} tensors");
            // Layers of equal shape can be in the wrong order, which no check sees.
            foreach (var (layer, module) in LayersWithParameters(network).Zip(modules)) console.Line($"  layer {layer}: {module}");
            if (parsed.GetValue(order) is null)
                console.Line(
                    $"The same by hand, to be changed where modules of equal shape are in the wrong order: --modules {ShellWord.Of(string.Join(',', modules))}");
            console.Line($"next: ign export {run.Path} --out {card.Name}.onnx");
            return ExitCode.Done;
        });
        return command;
    }

    private static NetworkSpec Network(string spec)
    {
        if (s_known.TryGetValue(spec, out var known)) return known;
        if (!File.Exists(spec))
            throw new UsageException($"--spec: '{spec}' is neither a file nor one of {string.Join(", ", s_known.Keys)}{NearestWord.Hint(spec, s_known.Keys)}");
        string text = BoundedFile.ReadText(spec);
        try
        {
            if (text.Contains("\"ign.spec\"", StringComparison.Ordinal) && IgnModelCard.FromJson(text).Spec is { } ofCard) return ofCard;
            return NetworkSpec.FromJson(text);
        }
        catch (SpecException e)
        {
            throw new UsageException($"--spec: '{spec}': {e.Message}");
        }
    }

    private static IEnumerable<string> LayersWithParameters(NetworkSpec network) =>
        network.ParameterShapes.Select(p => p.Name[..p.Name.LastIndexOf('.')]).Distinct();
}
