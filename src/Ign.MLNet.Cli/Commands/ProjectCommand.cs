using System.CommandLine;
using System.Globalization;
using Ign.MLNet.Evaluation;
using Ign.MLNet.Networks;

namespace Ign.MLNet.Cli;

/// <summary><c>ign project</c>: images damaged in ways that a model was not trained on, and its projections of them.</summary>
internal static class ProjectCommand
{
    private const float MaxNoise = 10;

    internal static Command Create(CliConsole console, StopSignals stop)
    {
        var model = PathOption.ExistingFile("--model", "Model.", "model.onnx");
        var input = ValueOption.Required("--in", "An image, an IDX file, or a folder with images or an IDX set.", "path");
        var output = Picture.Out();
        var noise = new Option<float?>("--noise")
        {
            Description = $"Normal noise of that deviation ({ProjectionFigure.StandardNoise}), not clipped.",
            HelpName = "number",
            Arity = ArgumentArity.ZeroOrOne,
        };
        noise.Accept(text => !float.TryParse(text, CultureInfo.InvariantCulture, out float value) || value is > 0 and <= MaxNoise,
            $"more than 0, at most {MaxNoise}");
        var gray = new Option<bool>("--gray") { Description = "Colour taken away: the mean of the channels." };
        var sketch = new Option<bool>("--sketch") { Description = "A pencil drawing: the image divided by its blur." };
        var mask = new Option<bool>("--mask") { Description = "A box of noise at a random place." };
        var count = RangeOption.Create("--count", "Images, a row of the picture each.", 6, 1, 256);
        var applications = RangeOption.Create("--applications", "How many times f is applied.", 3, 1, 100);
        var seed = Picture.Seed("the damage");
        var scale = Picture.Scale();
        var command = new Command("project",
            "Damage images in ways that a model was not trained on and project them.\n" +
            "For each damage the picture has a group of columns: input, damaged, f, f(f), …\n" +
            "Without any of --noise, --gray, --sketch, --mask it has all.")
        { model, input, output, noise, gray, sketch, mask, count, applications, seed, scale };
        command.SetAction(parsed =>
        {
            string source = parsed.GetRequiredValue(input), file = parsed.GetRequiredValue(output);
            if (!File.Exists(source) && !Directory.Exists(source)) throw new UsageException($"--in: '{source}' does not exist.");
            Picture.CheckOut(file);
            using var projector = new UnitProjector(IgnModel.Load(parsed.GetRequiredValue(model)));
            var shape = projector.Shape;
            if (parsed.GetValue(gray) && shape.Channels == 1) throw new UsageException("--gray: the images of the model have no colour.");
            var damage = new List<Damage>();
            if (parsed.GetResult(noise) is not null) damage.Add(new Gaussian(parsed.GetValue(noise) ?? ProjectionFigure.StandardNoise));
            if (parsed.GetValue(gray)) damage.Add(new Grey());
            if (parsed.GetValue(sketch)) damage.Add(new Sketch());
            if (parsed.GetValue(mask)) damage.Add(NoisePatch.For(shape));
            var figure = new ProjectionFigure
            {
                Damage = damage.Count > 0 ? damage : ProjectionFigure.Standard(shape),
                Applications = parsed.GetValue(applications),
                Seed = parsed.GetValue(seed),
            };
            return Write(console, projector, figure, FittedImages.Read(source, shape, parsed.GetValue(count), stop.Token), file, parsed.GetValue(scale),
                stop.Token);
        });
        return command;
    }

    private static int Write(CliConsole console, UnitProjector projector, ProjectionFigure figure, ImageSet images, string file, int? scale,
        CancellationToken cancellation)
    {
        int columns = figure.Damage.Count * figure.GroupColumns;
        int enlarge = Picture.CheckScale(scale, images.Count * columns, columns, projector.Shape, figure.GroupColumns);
        PngGrid.Save(file, figure.Run(projector, images, cancellation), columns, projector.Shape, enlarge, figure.GroupColumns);
        string f = GenerativeModel.FormulaOf(projector.Model.Card);
        console.Line($"{file}: {images.Count} images; {string.Join(", ", figure.Damage.Select(d => d.Name))}: each input, damaged, then {f} applied 1 to {figure.Applications} times");
        return ExitCode.Done;
    }
}
