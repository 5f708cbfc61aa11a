using System.CommandLine;
using System.Globalization;
using Ign.MLNet.Evaluation;

namespace Ign.MLNet.Cli;

/// <summary><c>ign evaluate</c>: everything that can be measured of a model with images that it was not trained on.</summary>
internal static class EvaluateCommand
{
    private const int MaxCount = 50_000;
    private const int MaxSeeds = 100;

    internal static Command Create(CliConsole console, StopSignals stop)
    {
        var model = PathOption.ExistingFile("--model", "The model.", "model.onnx");
        var data = ValueOption.Required("--data",
            "Images that it was not trained on: a folder with an MNIST-like set (its test part), an IDX file, or a folder of images.", "path");
        var features = PathOption.OptionalFile("--features",
            "Feature network for distances between distributions and for accuracy on restored images; 'ign features' makes one.", "features.onnx");
        var count = RangeOption.Create("--count", "Images of each kind for each seed, at most.", 1000, 1, MaxCount);
        var seeds = ValueOption.Of<string>("--seeds",
            "Seeds, each of which chooses images, damage and noise; from two on figures have 95 % intervals.", "1,2,3", "1,2,3")
            .Accept(text => Parse(text) is not null, $"up to {MaxSeeds} different numbers like 1,2,3");
        var foreign = ValueOption.Of<string?>("--foreign",
            "Images of another kind, as --data, brought to the model's shape. Noise, inverted and turned images always serve as such.", "path");
        var baselines = new Option<bool>("--baselines") { Description = "Measure classical filters too: medians, and non-local means at its best strength." };
        var damage = DamageOption.Several("Damage to measure restoration of, beside the suite.");
        var output = ValueOption.Of<string?>("--out", $"Folder for {EvaluationFolder.PageName} with pictures, and {EvaluationFolder.JsonName}.", "folder");
        var suite = ValueOption.Of<string?>("--suite",
            "What is measured: images of the model's size (default), or a folder of clean photographs at full resolution, for models of any size.",
            "images|photo");
        suite.AcceptOnlyFromAmong("images", "photo");
        var json = new Option<bool>("--json") { Description = "Write the figures as JSON instead of tables, and nothing else." };
        var command = new Command("evaluate", "Measure a model: restoration, idempotence, displacement as a score for anomalies,\nand, if it generates, the distance of its images from real ones.")
        {
            model, data, suite, features, damage, count, seeds, foreign, baselines, output, json,
        };
        command.SetAction(async (parsed, _) =>
        {
            string source = parsed.GetRequiredValue(data);
            string? folder = parsed.GetValue(output);
            if (folder is not null) OutputPath.CheckFolder("--out", folder);
            var further = DamageOption.Parse(parsed.GetValue(damage) ?? []);
            var loaded = IgnModel.Load(parsed.GetRequiredValue(model));
            if (parsed.GetValue(suite) == "photo")
            {
                foreach (var option in (Option[])[features, damage, foreign])
                    if (parsed.GetResult(option) is { Implicit: false }) throw new UsageException($"{option.Name} is not for --suite photo.");
                if (!loaded.AnySize || loaded.Shape.Channels != 3)
                    throw new UsageException($"--suite photo: expected a model for colour images of any size; this one takes {loaded.Shape}.");
                if (parsed.GetResult(seeds) is { Implicit: false } && Parse(parsed.GetRequiredValue(seeds)) is not [_])
                    throw new UsageException("--seeds: --suite photo takes one seed.");
                var photos = new PhotoProtocol
                {
                    Model = loaded,
                    Folder = source,
                    Count = parsed.GetValue(count),
                    Seed = Parse(parsed.GetRequiredValue(seeds))![0],
                    Baselines = parsed.GetValue(baselines),
                };
                Write(console, await Run(console, photos.Run, parsed.GetValue(json), stop.Token).ConfigureAwait(false), folder, parsed.GetValue(json));
                return ExitCode.Done;
            }
            using var network = parsed.GetValue(features) is { } file ? FeatureNetwork.Load(file) : null;
            var images = EvaluateData.Read(source, loaded.Card.ImageShape, "--data", stop.Token);
            if (images.Shape != loaded.Card.ImageShape)
                throw new UsageException($"--data: the images are {images.Shape}, the model takes {loaded.Card.ImageShape}.");
            var protocol = new EvaluationProtocol
            {
                Model = loaded,
                Data = images,
                DataName = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(source))),
                Features = network,
                Foreign = parsed.GetValue(foreign) is { } path ? EvaluateData.ReadResized(path, loaded.Card.ImageShape, "--foreign", stop.Token) : null,
                Damage = [.. DamageSuite.Severities, .. further],
                Count = parsed.GetValue(count),
                Seeds = Parse(parsed.GetRequiredValue(seeds))!,
                Baselines = parsed.GetValue(baselines),
            };
            Write(console, await Run(console, protocol.Run, parsed.GetValue(json), stop.Token).ConfigureAwait(false), folder, parsed.GetValue(json));
            return ExitCode.Done;
        });
        return command;
    }

    private static Task<T> Run<T>(CliConsole console, Func<IProgress<ProtocolProgress>?, CancellationToken, T> measure, bool quiet,
        CancellationToken cancellation) => quiet
        ? Task.Run(() => measure(null, cancellation), CancellationToken.None)
        : ProgressDisplay.ComputeAsync(console, "starting", display =>
            measure(new Listener<ProtocolProgress>(p => display.Update(p.Fraction, p.Activity)), cancellation));

    private static void Write(CliConsole console, EvaluationReport report, string? folder, bool json)
    {
        if (folder is not null) EvaluationFolder.Write(report, folder);
        if (json)
        {
            console.Out.Write(report.ToJson());
            return;
        }
        string interval = report.Seeds.Count > 1 ? ", means ± 95 % intervals over the seeds" : "";
        console.Line($"{report.Model} on {report.Data}, seeds {string.Join(", ", report.Seeds)}{interval}");
        console.Line("");
        foreach (var table in FigureTable.Of(report)) FigureView.Write(console, table);
        if (report.NotGenerated is { } reason) console.Line($"generation: not measured. {reason}");
        if (folder is not null) console.Line($"report: {Path.Join(folder, EvaluationFolder.PageName)}");
    }

    private static void Write(CliConsole console, PhotoReport report, string? folder, bool json)
    {
        if (folder is not null) EvaluationFolder.Write(report, folder);
        if (json)
        {
            console.Out.Write(report.ToJson());
            return;
        }
        console.Line($"{report.Model} on {report.Data}");
        console.Line("");
        foreach (var table in report.Tables()) FigureView.Write(console, table);
        if (folder is not null) console.Line($"report: {Path.Join(folder, EvaluationFolder.PageName)}");
    }

    private static List<ulong>? Parse(string text)
    {
        var seeds = new List<ulong>();
        foreach (string part in text.Split(','))
        {
            if (!ulong.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out ulong seed) || seeds.Contains(seed) || seeds.Count == MaxSeeds)
                return null;
            seeds.Add(seed);
        }
        return seeds;
    }
}
