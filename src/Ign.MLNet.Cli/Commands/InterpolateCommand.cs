using System.CommandLine;
using Ign.MLNet.Evaluation;

namespace Ign.MLNet.Cli;

/// <summary><c>ign interpolate</c>: what a model makes of the way from one noise image to another.</summary>
internal static class InterpolateCommand
{
    private const string Standard = "f";
    private const int MaxShown = 10;

    internal static Command Create(CliConsole console, StopSignals stop)
    {
        var model = PathOption.ExistingFile("--model", "Generative model.", "model.onnx");
        var output = Picture.Out();
        var rows = RangeOption.Create("--rows", "Pairs; pair r goes from image 2r to image 2r + 1.", 8, 1, 256);
        var steps = RangeOption.Create("--steps", "Images of a pair, both ends included.", 10, 2, 256);
        var seed = Picture.Seed("the noise, as in 'ign generate'");
        var spherical = new Option<bool>("--spherical") { Description = "Walk on an arc, not on a line." };
        var show = ValueOption.Of<string>("--show", "What is shown of each pair, row below row.", "z,f,ff", Standard)
            .Accept(text => Shown(text) is not null, "z, f, ff, … with commas between them");
        var scale = Picture.Scale();
        var command = new Command("interpolate", "Walk between pairs of noise images and show f of every step.")
        {
            model, output, rows, steps, seed, spherical, show, scale,
        };
        command.SetAction(parsed =>
        {
            string file = parsed.GetRequiredValue(output);
            Picture.CheckOut(file);
            var walk = new Interpolation
            {
                Rows = parsed.GetValue(rows),
                Steps = parsed.GetValue(steps),
                Seed = parsed.GetValue(seed),
                Spherical = parsed.GetValue(spherical),
                Applications = Shown(parsed.GetValue(show)!)!,
            };
            using var generative = GenerativeModel.Load(parsed.GetRequiredValue(model));
            var (shape, shown) = (generative.Shape, walk.Applications.Count);
            int rowGroup = shown > 1 ? shown : 0;
            int enlarge = Picture.CheckScale(parsed.GetValue(scale), walk.Rows * shown * walk.Steps, walk.Steps, shape, rowGroup: rowGroup);
            PngGrid.Save(file, walk.Run(generative.Projector, generative.Sampler, stop.Token), walk.Steps, shape, enlarge, rowGroup: rowGroup);
            string path = walk.Spherical ? "an arc" : "a line", formula = generative.Formula == "f" ? "" : $", where f is {generative.Formula} of the network";
            console.Line($"{file}: {walk.Rows} pairs, {walk.Steps} steps on {path}, showing {parsed.GetValue(show)}{formula}, seed {walk.Seed}");
            return ExitCode.Done;
        });
        return command;
    }

    /// <summary>How often f is applied in each word of a list such as <c>z,f,ff</c>; null if it is not one.</summary>
    private static int[]? Shown(string text)
    {
        string[] words = text.Split(',', StringSplitOptions.TrimEntries);
        if (!words.All(w => w == "z" || (w.Length is > 0 and <= MaxShown && w.All(c => c == 'f')))) return null;
        return [.. words.Select(w => w == "z" ? 0 : w.Length)];
    }
}
