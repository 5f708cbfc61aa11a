using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Ign.MLNet.Evaluation;
using Ign.MLNet.Networks;
using Microsoft.ML.OnnxRuntime;

namespace Ign.MLNet.Benchmarks;

/// <summary><c>speed</c>: a restorer of photographs beside DnCNN, both with 32-bit floats and with whole numbers.</summary>
internal static class SpeedCommand
{
    private const int WarmUps = 2;

    internal static Command Create()
    {
        Option<string> model = new("--model")
        {
            Description = "A model of 32-bit floats that takes images of any size.",
            HelpName = "FILE",
            DefaultValueFactory = _ => BenchRepository.At("export/models/photo.onnx"),
        };
        Option<int> side = new("--side") { Description = "Sides of the image in pixels.", HelpName = "N", DefaultValueFactory = _ => 512 };
        Option<int> rounds = new("--rounds") { Description = "Calls of each network; they take turns.", HelpName = "N", DefaultValueFactory = _ => 15 };
        rounds.Validators.Add(r => { if (r.GetValue(rounds) is < 1 or > 999) r.AddError("--rounds: expected 1 to 999."); });
        Command command = new("speed", "Time of a pixel in ONNX Runtime on one thread: a model and a DnCNN of 17 layers with 64 channels (of random weights), each with --precision fp32 and int8-static.")
        {
            model, side, rounds,
        };
        command.SetAction(result => Run(result.GetRequiredValue(model), result.GetValue(side), result.GetValue(rounds)));
        return command;
    }

    private static int Run(string model, int side, int rounds)
    {
        var source = ModelSource.Load(model);
        var classic = DnCnn.Drawn(source.Card.Shape.Channels);
        (string Name, byte[] File)[] files =
        [
            ("DnCNN fp32", ModelExport.Write(classic)), ("DnCNN int8-static", Rounded(classic)),
            ($"{source.Card.Name} fp32", ModelExport.Write(source)), ($"{source.Card.Name} int8-static", Rounded(source)),
        ];
        using var options = new SessionOptions { IntraOpNumThreads = 1 };
        var sessions = files.Select(f => new InferenceSession(f.File, options)).ToList();
        int channels = source.Card.Shape.Channels, pixels = side * side;
        float[] image = new GaussianSource().SampleMany(1, new TensorShape(channels, side, side), 1);
        using var input = OrtValue.CreateTensorValueFromMemory(image, [1, channels, side, side]);
        var times = files.Select(_ => new List<double>()).ToArray();
        for (int round = 0; round < WarmUps + rounds; round++)
            for (int i = 0; i < files.Length; i++)
            {
                double time = Time(sessions[i], input) / pixels;
                if (round >= WarmUps) times[i].Add(time);
            }
        foreach (var session in sessions) session.Dispose();

        foreach (var (name, value) in BenchMachine.Facts) Console.WriteLine($"{name}: {value}");
        Console.WriteLine($"\n{side}x{side}, one thread, {rounds} calls of each in turns\n");
        Console.WriteLine("| network | ns a pixel, least | median | times as fast as DnCNN fp32, by the least | by the median |\n|---|---:|---:|---:|---:|");
        var (least, median) = (times[0].Min(), Median(times[0]));
        for (int i = 0; i < files.Length; i++)
        {
            var (first, middle) = (times[i].Min(), Median(times[i]));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"| {files[i].Name} | {first:0} | {middle:0} | {least / first:0.0} | {median / middle:0.0} |"));
        }
        return 0;
    }

    /// <summary>The ranges decide how near the images are, not how long they take: invented images will do.</summary>
    private static byte[] Rounded(ModelSource source) => ModelExport.Write(source, new OnnxForm
    {
        Precision = WeightPrecision.Int8Static,
        Opset = OnnxForm.StaticOpset,
        Ranges = ActivationRanges.Measure(source.Weights, CheckImages.For(source.Card, count: 2)),
    });

    private static double Time(InferenceSession session, OrtValue input)
    {
        using var run = new RunOptions();
        long start = Stopwatch.GetTimestamp();
        using var outputs = session.Run(run, [OnnxModelWriter.InputName], [input], [OnnxModelWriter.OutputName]);
        return Stopwatch.GetElapsedTime(start).TotalNanoseconds;
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
