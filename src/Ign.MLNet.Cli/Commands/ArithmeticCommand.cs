using System.CommandLine;
using System.Globalization;
using Ign.MLNet.Evaluation;

namespace Ign.MLNet.Cli;

/// <summary><c>ign arithmetic</c>: edits generated images by sums and differences of their noise.</summary>
internal static class ArithmeticCommand
{
    private const int MaxNumbers = 256;

    internal static Command Create(CliConsole console, StopSignals stop)
    {
        var model = PathOption.ExistingFile("--model", "Generative model.", "model.onnx");
        var output = Picture.Out();
        var positive = Numbers("--positive", "Images with a property; the mean of their noise is z+.");
        var negative = Numbers("--negative", "Images without it; the mean of their noise is z-.");
        var start = Numbers("--base", "Images that are to get it, a row of the picture each.");
        var seed = Picture.Seed("the noise, as in 'ign generate'");
        var scale = Picture.Scale();
        var command = new Command("arithmetic",
            "Edit generated images: f((z+ - z-) + z). The picture shows f(z+), f(z-), f(z), result.\n" +
            "Images are named by the numbers that 'ign generate --images' with the same seed gives them.")
        { model, output, positive, negative, start, seed, scale };
        command.SetAction(parsed =>
        {
            string file = parsed.GetRequiredValue(output);
            Picture.CheckOut(file);
            var edit = new LatentArithmetic
            {
                Positive = Parse(parsed.GetRequiredValue(positive))!,
                Negative = Parse(parsed.GetRequiredValue(negative))!,
                Base = Parse(parsed.GetRequiredValue(start))!,
                Seed = parsed.GetValue(seed),
            };
            using var generative = GenerativeModel.Load(parsed.GetRequiredValue(model));
            int enlarge = Picture.CheckScale(parsed.GetValue(scale), edit.Base.Count * LatentArithmetic.Columns, LatentArithmetic.Columns, generative.Shape);
            PngGrid.Save(file, edit.Run(generative.Projector, generative.Sampler, stop.Token), LatentArithmetic.Columns, generative.Shape, enlarge);
            string f = generative.Formula;
            console.Line($"{file}: {edit.Base.Count} rows of {f}(z+), {f}(z-), {f}(z), {f}((z+ - z-) + z), seed {edit.Seed}");
            return ExitCode.Done;
        });
        return command;
    }

    private static Option<string> Numbers(string name, string help) => ValueOption.Required(name, help, "3,17")
        .Accept(text => Parse(text) is not null, $"up to {MaxNumbers} image numbers from 0 with commas between them");

    private static int[]? Parse(string text)
    {
        string[] words = text.Split(',', StringSplitOptions.TrimEntries);
        var numbers = words.Select(w => int.TryParse(w, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : -1).ToArray();
        return numbers.Length <= MaxNumbers && numbers.All(n => n >= 0) ? numbers : null;
    }
}
