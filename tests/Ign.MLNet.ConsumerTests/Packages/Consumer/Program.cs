using Ign.MLNet;
using Microsoft.ML;
using Microsoft.ML.Data;
using Stranger;

// network, file to save the pipeline in; tests compile this program against the packages
try
{
    var ml = new MLContext(seed: 1);
    var data = ml.Data.LoadFromEnumerable(NoisyRow.Some());
    var pipeline = ml.Transforms.ProjectWithIgn("Restored", "Noisy", args[0])
        .AppendCacheCheckpoint(ml)
        .Append(ml.MulticlassClassification.Trainers.SdcaMaximumEntropy(featureColumnName: "Restored"));
    var model = pipeline.Fit(data);
    ml.Model.Save(model, data.Schema, args[1]);

    var other = new MLContext();
    other.RegisterIgn();
    var loaded = (TransformerChain<ITransformer>)other.Model.Load(args[1], out _);

    float[] before = Restored(model), after = Restored(loaded);
    Console.WriteLine(before.Zip(after, (a, b) => Math.Abs(a - b)).Max());
    Console.WriteLine(loaded.OfType<IgnProjectionTransformer>().Single().Execution);
    Console.WriteLine(Convert.ToBase64String(after.SelectMany(BitConverter.GetBytes).ToArray()));
    return 0;

    float[] Restored(ITransformer transformer) => [.. transformer.Transform(data).GetColumn<float[]>("Restored").SelectMany(v => v)];
}
catch (IgnRuntimeException e)
{
    Console.Error.WriteLine(e.Message);
    return 1;
}
