using System.CommandLine;
using System.Globalization;
using System.Security.Cryptography;
using Ign.MLNet.Networks;

namespace Ign.MLNet.Cli;

/// <summary><c>ign inspect</c>: what an ONNX file holds, read without running it.</summary>
internal static class InspectCommand
{
    // A little above what is accepted as a model, so that an oversized one is still described by the check and not read at random.
    private const long MaxBytes = 1L << 30;

    private const string OwnMetadata = "ign.";
    private const int MaxForeign = 20, MaxForeignText = 200;

    internal static Command Create(CliConsole console)
    {
        var file = PathOption.ExistingFileArgument("file", "ONNX file; it is only read, never run.");
        var command = new Command("inspect",
            "Show a model file: card, inputs and outputs, operators, checks.\nExits with 1 for an ONNX file that is not a model of this kind.")
        {
            file,
        };
        command.SetAction(parsed => Run(console, parsed.GetRequiredValue(file)));
        return command;
    }

    private static int Run(CliConsole console, string path)
    {
        long length = new FileInfo(path).Length;
        if (length > MaxBytes) throw new IgnFormatException($"'{path}' has {length:N0} bytes; at most {MaxBytes:N0} are read.");
        var bytes = File.ReadAllBytes(path);
        var info = OnnxModelReader.Read(bytes);
        Describe(console, info, Convert.ToHexStringLower(SHA256.HashData(bytes)));
        IgnModelCard card;
        try
        {
            card = OnnxModelCheck.Check(info);
        }
        catch (IgnFormatException e)
        {
            console.Line("");
            console.Line("checks: it is ONNX, but not a model that ign can use");
            throw new IgnFormatException($"'{path}' cannot be used: {e.Message}", e);
        }
        console.Line("");
        Describe(console, card);
        console.Line("");
        console.Line("checks: card, shapes, operators, weights and size are in order");
        return ExitCode.Done;
    }

    private static void Describe(CliConsole console, OnnxModelInfo info, string hash)
    {
        var table = new FactTable();
        table.Add("producer", info.Producer);
        table.Add("format", $"ONNX IR {info.IrVersion}, opset {info.Opset}");
        table.Add("size", $"{info.Bytes:N0} bytes, {info.ParameterCount:N0} stored values");
        table.Add("sha-256", hash);
        foreach (var input in info.Inputs) table.Add("input", Describe(input));
        foreach (var output in info.Outputs) table.Add("output", Describe(output));
        table.Add("operators", string.Join(", ", info.Operators.OrderBy(o => o.Key, StringComparer.Ordinal).Select(o => $"{o.Key} {o.Value}")));
        // The card has a table of its own; what other tools wrote is told here.
        foreach (var (key, value) in info.Metadata.Where(m => !m.Key.StartsWith(OwnMetadata, StringComparison.Ordinal))
            .OrderBy(m => m.Key, StringComparer.Ordinal).Take(MaxForeign))
            table.Add("metadata", $"{key} = {(value.Length > MaxForeignText ? $"{value[..MaxForeignText]}…" : value)}");
        table.Add("holds also", string.Join(", ", info.Concerns));
        table.WriteTo(console);
    }

    private static string Describe(OnnxTensorInfo tensor) =>
        $"{tensor.Name}: {tensor.ElementType} [{string.Join(", ", tensor.Shape.Select(d => d?.ToString(CultureInfo.InvariantCulture) ?? "any"))}]";

    private static string Order(IgnModelCard card) => card.Elements switch
    {
        ImageElements.UInt8Interleaved => "8-bit NHWC",
        ImageElements.UInt8Planes => "8-bit NCHW",
        _ => "NCHW",
    };

    private static void Describe(CliConsole console, IgnModelCard card)
    {
        var table = new FactTable();
        table.Add("name", $"{card.Name}, version {card.Version}");
        table.Add("images", string.Create(CultureInfo.InvariantCulture, $"{card.Shape} {Order(card)}, values {card.Minimum} to {card.Maximum}"));
        table.Add("labels", ModelPage.Labels(card));
        table.Add(card.AnySize ? "sizes" : "other sizes", ModelPage.OtherSizes(card));
        table.Add("kernels", ModelPage.Kernels(card));
        table.Add("applications", card.Applications == 1 ? "" : $"the file applies the network {card.Applications} times");
        table.Add("network", card.Spec is { } spec ? $"{spec.Name}, {spec.ParameterCount:N0} parameters" : "");
        table.Add("objective", card.Objective);
        table.Add("noise source", card.NoiseSource.Split(':')[0]); // statistics follow the colon
        table.Add("training data", card.TrainingData);
        table.Add("trained on", card.Images > 0 ? $"{card.Images:N0} images, repetitions counted, seed {card.Seed}" : "");
        table.Add("data licence", card.TrainingDataLicense);
        table.Add("licence", card.License);
        table.Add("created", card.Created);
        table.Add("library", card.Commit);
        table.Add("training command", card.Command);
        table.Add("intended use", card.IntendedUse);
        table.Add("limits", card.Limits);
        foreach (var (name, value) in card.Quality.OrderBy(q => q.Key, StringComparer.Ordinal))
            table.Add(name, value.ToString("G6", CultureInfo.InvariantCulture));
        table.Add("weights", card.WeightsHash);
        table.Add("content", card.ContentHash);
        table.WriteTo(console);
    }
}
