using Microsoft.Extensions.ObjectPool;
using Microsoft.ML;
using Microsoft.ML.Data;
using QuickStart;

namespace Ign.MLNet.Samples.WebApi;

/// <summary>A saved pipeline of ML.NET, and an engine of it for each request that is under way: an engine is for one thread at a time.</summary>
internal sealed class Restorer : IDisposable
{
    /// <summary>Name of the limit on requests at a time.</summary>
    internal const string Busy = "busy";

    private readonly ITransformer _pipeline;
    private readonly ObjectPool<PredictionEngine<Photo, RestoredPhoto>> _engines;

    /// <param name="path">A pipeline that <c>ml.Model.Save</c> wrote; null for one around the shipped model.</param>
    internal Restorer(string? path)
    {
        var ml = new MLContext();
        // Without this line the file loads as ML.NET's own transformers, which stretch each photograph to one size.
        ml.RegisterIgn(new IgnProjectorOptions { IntraOpThreads = 1 });
        using Stream file = path is null ? SaveShipped() : File.OpenRead(path);
        _pipeline = ml.Model.Load(file, out _);
        _engines = new DefaultObjectPool<PredictionEngine<Photo, RestoredPhoto>>(new EnginePolicy(ml, _pipeline));
    }

    internal RestoredPhoto Restore(MLImage photo)
    {
        var engine = _engines.Get();
        try
        {
            return engine.Predict(new Photo { Image = photo });
        }
        finally
        {
            _engines.Return(engine);
        }
    }

    public void Dispose() => (_pipeline as IDisposable)?.Dispose();

    /// <summary>What a program that trains or assembles a pipeline does once, elsewhere.</summary>
    private static MemoryStream SaveShipped()
    {
        string model = Shipped.Find("export/models/photo.onnx")
            ?? throw new FileNotFoundException("There is no export/models/photo.onnx above the program; name a saved pipeline with --Pipeline.");
        var ml = new MLContext();
        var rows = ml.Data.LoadFromEnumerable<Photo>([]);
        using var stage = ml.Transforms.ProjectWithIgn(IgnModel.Load(model), new IgnProjectionOptions
        {
            OutputColumn = "Restored",
            InputColumn = nameof(Photo.Image),
            Output = ProjectionOutput.Image,
            DisplacementColumn = nameof(RestoredPhoto.Displacement),
        }).Fit(rows);
        var file = new MemoryStream();
        ml.Model.Save(stage, inputSchema: null, file); // ML.NET cannot write a schema that holds nothing but images
        file.Position = 0;
        return file;
    }
}
