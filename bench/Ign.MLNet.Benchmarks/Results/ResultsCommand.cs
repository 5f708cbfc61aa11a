using System.CommandLine;
using Ign.MLNet.Evaluation;
using Ign.MLNet.Networks;

namespace Ign.MLNet.Benchmarks;

/// <summary><c>results</c>: trains every method with every seed at one budget and puts them side by side.</summary>
internal static class ResultsCommand
{
    private const string Program = "dotnet run -c Release --project bench/Ign.MLNet.Benchmarks --";

    private const int TestImages = 2000;

    internal static Command Create()
    {
        Option<string> data = new("--data")
        {
            Description = "Folder with an MNIST-like set; with --shape, a folder of images, of which the last are the test part.",
            HelpName = "DIR",
            Required = true,
        };
        Option<string> work = new("--work")
        {
            Description = "Folder for the runs; what is finished there is not trained again.",
            HelpName = "DIR",
            Required = true,
        };
        Option<long> images = new("--images") { Description = "Budget of each training in images.", HelpName = "N", DefaultValueFactory = _ => 128_000 };
        Option<string?> also = new("--also")
        {
            Description = "Shorter budgets too, with commas, for the first seed: what a longer training gains.",
            HelpName = "N,N",
        };
        Option<string> seeds = new("--seeds") { Description = "Seeds, with commas.", HelpName = "1,2,3", DefaultValueFactory = _ => "1,2,3" };
        Option<string?> methods = new("--methods") { Description = "Only these, with commas.", HelpName = "NAMES" };
        Option<bool> study = new("--study") { Description = "Instead of the methods, variants of the paper's objective." };
        Option<string?> shape = new("--shape") { Description = "Shape that a folder of images is brought to.", HelpName = "3x64x64" };
        Option<bool> pictures = new("--pictures")
        {
            Description = "Whether pictures are written beside the page; false where the data may not be shown.",
            DefaultValueFactory = _ => true,
        };
        Option<string?> features = new("--features")
        {
            Description = "Feature network for distances ('ign features'); needed to evaluate.",
            HelpName = "features.onnx",
        };
        Option<int> count = new("--count")
        {
            Description = "Test images at most; distances take half of the test set at most.",
            HelpName = "N",
            DefaultValueFactory = _ => 5_000,
        };
        Option<int> threads = new("--threads") { Description = "Processor threads of a training.", HelpName = "N", DefaultValueFactory = _ => 1 };
        Option<bool> train = new("--train-only") { Description = "Do not evaluate: several processes may share out the methods." };
        Option<string> title = new("--title")
        {
            Description = "Heading of the page.",
            HelpName = "TEXT",
            DefaultValueFactory = _ => "One data set, one budget, all objectives",
        };
        Option<string?> page = new("--out") { Description = "Also write the result as Markdown.", HelpName = "FILE" };
        Command command = new("results", "All objectives on one data set, at one budget, with the same seeds.")
        {
            data, shape, work, images, also, seeds, methods, study, features, count, threads, train, pictures, title, page,
        };
        command.SetAction((result, cancellation) =>
        {
            var (set, test) = Read(result.GetRequiredValue(data), result.GetValue(shape));
            string[]? names = result.GetValue(methods)?.Split(',');
            var chosen = (result.GetValue(study) ? TightnessStudy.Methods : Methods.For(set.Shape)).Where(m => names is null || names.Contains(m.Name))
                .ToList();
            long[] numbers = [.. result.GetValue(seeds)!.Split(',').Select(long.Parse)];
            long budget = result.GetValue(images);
            string folder = result.GetRequiredValue(work);
            var runs = (from seed in numbers from method in chosen select new MethodRun(method, seed, budget, Path.Combine(folder, $"{method.Name}-{seed}")))
                .ToList();
            var shorter = (from length in result.GetValue(also)?.Split(',').Select(long.Parse).Distinct() ?? []
                           from method in chosen
                           select new MethodRun(method, numbers[0],
                               length < budget ? length : throw new ArgumentException($"--also: expected budgets below --images {budget}, got {length}."),
                               Path.Combine(folder, $"{method.Name}-{numbers[0]}-{length}"))).ToList();
            using var network = result.GetValue(train)
                ? null
                : FeatureNetwork.Load(result.GetValue(features)
                    ?? throw new ArgumentException("--features is needed to evaluate; --train-only leaves that out."));
            foreach (var run in runs.Concat(shorter))
            {
                run.Train(set, result.GetValue(threads), cancellation);
                Console.Error.WriteLine(FormattableString.Invariant($"{run.Method.Name} {run.Seed}, {run.Length} images: {run.Seconds():0} s"));
            }
            if (network is null) return Task.FromResult(0);
            List<(MethodRun, Score)> Scores(List<MethodRun> of) =>
                [.. of.Select(run => (run, Score.Of(run, test, network, result.GetValue(count), cancellation)))];
            var report = new ResultsReport(Scores(runs), Scores(shorter), ClassicalFilters.Best(set, test, cancellation), test, network, result.GetValue(count),
                string.Join(' ', [Program, .. result.Tokens.Select(t => t.Value.Contains(' ', StringComparison.Ordinal) ? $"\"{t.Value}\"" : t.Value)]));
            string? file = result.GetValue(page), name = Path.ChangeExtension(file, null);
            string text = report.Page(result.GetValue(title)!, Remarks.Of(file), Path.GetFileName(name), result.GetValue(pictures));
            if (file is not null)
            {
                File.WriteAllText(file, text);
                File.WriteAllText(name + "-curve.svg", report.Curve());
                if (result.GetValue(pictures)) report.SavePictures(name!);
            }
            Console.WriteLine(text);
            return Task.FromResult(0);
        });
        return command;
    }

    private static (ImageSet Training, ImageSet Test) Read(string data, string? shape)
    {
        if (shape is null) return (IdxFolder.ReadTraining(data), IdxFolder.ReadTest(data));
        int[] sides = [.. shape.Split('x').Select(int.Parse)];
        var set = ImageFolder.Read(data, new TensorShape(sides[0], sides[1], sides[2]));
        int training = set.Count - Math.Min(TestImages, set.Count / 2);
        return (set.Take(training), set.Skip(training));
    }
}
