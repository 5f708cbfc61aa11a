using Microsoft.Extensions.ObjectPool;
using Microsoft.ML;

namespace Ign.MLNet.Samples.WebApi;

/// <summary>How the pool makes engines. They share one pipeline, which none of them disposes.</summary>
internal sealed class EnginePolicy(MLContext ml, ITransformer pipeline) : PooledObjectPolicy<PredictionEngine<Photo, RestoredPhoto>>
{
    public override PredictionEngine<Photo, RestoredPhoto> Create() =>
        ml.Model.CreatePredictionEngine<Photo, RestoredPhoto>(pipeline, new PredictionEngineOptions { OwnsTransformer = false });

    public override bool Return(PredictionEngine<Photo, RestoredPhoto> engine) => true;
}
