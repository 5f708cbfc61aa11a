using System.Diagnostics;
using Ign.MLNet.Networks;
using Microsoft.ML.OnnxRuntime;

namespace Ign.MLNet;

/// <summary>How fast two model files run beside each other.</summary>
public static class LatencyRatio
{
    private const int WarmUps = 2, FewestRounds = 3;
    private const int MostValues = 1 << 18;
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(3);

    /// <summary>Time of <paramref name="first"/> divided by that of <paramref name="second"/>: medians of alternating calls on one thread.</summary>
    /// <param name="first">A model file of 32-bit floats with a free batch.</param>
    /// <param name="second">Another one that takes the same images.</param>
    /// <param name="batch">Images of a call; fewer where they are large.</param>
    /// <param name="rounds">Calls of each; fewer where they take more than a few seconds.</param>
    public static double Of(byte[] first, byte[] second, int batch = 8, int rounds = 25)
    {
        var shape = OnnxModelCheck.Check(OnnxModelReader.Read(first)).Shape;
        batch = Math.Clamp(MostValues / shape.Size, 1, batch);
        using var options = new SessionOptions { IntraOpNumThreads = 1 };
        using InferenceSession a = new(first, options), b = new(second, options);
        using var input = OrtValue.CreateTensorValueFromMemory(new float[batch * shape.Size], [batch, shape.Channels, shape.Height, shape.Width]);
        List<double> timesOfFirst = [], timesOfSecond = [];
        long begin = Stopwatch.GetTimestamp();
        for (int i = 0; i < WarmUps + rounds && (timesOfFirst.Count < FewestRounds || Stopwatch.GetElapsedTime(begin) < s_longest); i++)
        {
            double one = Time(a, input), other = Time(b, input);
            if (i < WarmUps) continue;
            timesOfFirst.Add(one);
            timesOfSecond.Add(other);
        }
        return Median(timesOfFirst) / Median(timesOfSecond);
    }

    private static double Time(InferenceSession session, OrtValue input)
    {
        using var run = new RunOptions();
        long start = Stopwatch.GetTimestamp();
        using var outputs = session.Run(run, [OnnxModelWriter.InputName], [input], [OnnxModelWriter.OutputName]);
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    private static double Median(List<double> values)
    {
        values.Sort();
        return values[values.Count / 2];
    }
}
