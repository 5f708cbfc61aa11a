using System.CommandLine;
using Ign.MLNet.Evaluation;
using Ign.MLNet.Training;

namespace Ign.MLNet.Benchmarks;

/// <summary><c>results</c>: trains every method with every seed at one budget and puts them side by side.</summary>
internal static class ResultsCommand
{
    private const string Program = "dotnet run -c Release --project bench/Ign.MLNet.Benchmarks --";

    internal static Command Create()
    {
        Option<string> data = new("--data") { Description = "Folder with an MNIST-like set.", HelpName = "DIR", Required = true };
        Option<string> work = new("--work") { Description = "Folder for the runs; what is finished there is not trained again.", HelpName = "DIR", Required = true };
        Option<long> images = new("--images") { Description = "Budget of each training in images.", HelpName = "N", DefaultValueFactory = _ => 128_000 };
        Option<string> seeds = new("--seeds") { Description = "Seeds, with commas.", HelpName = "1,2,3", DefaultValueFactory = _ => "1,2,3" };
        Option<string?> methods = new("--methods") { Description = "Only these, with commas.", HelpName = "NAMES" };
        Option<string?> features = new("--features") { Description = "Feature network for distances ('ign features'); needed to evaluate.", HelpName = "features.onnx" };
        Option<int> count = new("--count") { Description = "Test images at most; distances take half of the test set at most.", HelpName = "N", DefaultValueFactory = _ => 5_000 };
        Option<int> threads = new("--threads") { Description = "Processor threads of a training.", HelpName = "N", DefaultValueFactory = _ => 1 };
        Option<bool> train = new("--train-only") { Description = "Do not evaluate: several processes may share out the methods." };
        Option<string?> page = new("--out") { Description = "Also write the result as Markdown.", HelpName = "FILE" };
        Command command = new("results", "All objectives on one data set, at one budget, with the same seeds.") { data, work, images, seeds, methods, features, count, threads, train, page };
        command.SetAction((result, cancellation) =>
        {
            string[]? names = result.GetValue(methods)?.Split(',');
            var chosen = Methods.All.Where(m => names is null || names.Contains(m.Name)).ToList();
            long[] numbers = [.. result.GetValue(seeds)!.Split(',').Select(long.Parse)];
            var runs = (from seed in numbers from method in chosen select new MethodRun(method, seed, result.GetRequiredValue(work))).ToList();
            var set = IdxFolder.ReadTraining(result.GetRequiredValue(data));
            foreach (var run in runs)
            {
                run.Train(set, result.GetValue(images), result.GetValue(threads), cancellation);
                Console.Error.WriteLine(FormattableString.Invariant($"{run.Method.Name} {run.Seed}: {run.Seconds():0} s"));
            }
            if (result.GetValue(train)) return Task.FromResult(0);
            using var network = FeatureNetwork.Load(result.GetValue(features) ?? throw new ArgumentException("--features is needed to evaluate; --train-only leaves that out."));
            var test = IdxFolder.ReadTest(result.GetRequiredValue(data));
            var scores = runs.Select(run => (run, Score.Of(run, test, network, result.GetValue(count), cancellation))).ToList();
            var report = new ResultsReport(scores, ClassicalFilters.Best(set, test, cancellation), test, network, result.GetValue(images), result.GetValue(count), string.Join(' ', [Program, .. result.Tokens.Select(t => t.Value)]));
            string pictures = result.GetValue(page) is { } file ? Path.ChangeExtension(file, null) : "results";
            string text = report.Page(Path.GetFileName(pictures));
            if (result.GetValue(page) is { } path)
            {
                File.WriteAllText(path, text);
                report.SavePictures(pictures);
            }
            Console.WriteLine(text);
            return Task.FromResult(0);
        });
        return command;
    }
}
