using Ign.MLNet.Networks;
using Ign.MLNet.Training;
using Microsoft.ML;
using Microsoft.ML.Data;

// Trains a network for a few steps and applies it.
var ml = new MLContext(seed: 1);
var rows = ml.Data.LoadFromEnumerable(Enumerable.Range(0, 20)
    .Select(i => new Row { Pixels = [.. Enumerable.Range(0, 256).Select(p => MathF.Sin(0.01f * p * (i + 1)))] }));
var options = new IgnTrainerOptions
{
    Training = TrainingOptions.Restoring(StandardNetworks.Restoring(new TensorShape(1, 16, 16), 4, 4)) with
    {
        Images = 32,
        BatchSize = 8,
        HeldOut = 4,
        Threads = 1,
    },
};
using var stage = ml.Transforms.TrainIgnProjection("Restored", "Pixels", options).Fit(rows);
Console.WriteLine(stage.Transform(rows).GetColumn<float[]>("Restored").Count(image => image.All(float.IsFinite)));

internal sealed class Row
{
    [VectorType(256)]
    public float[] Pixels { get; set; } = [];
}
