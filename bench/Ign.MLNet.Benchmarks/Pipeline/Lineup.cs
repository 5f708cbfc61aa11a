using Microsoft.ML;
using Microsoft.ML.Transforms.Onnx;

namespace Ign.MLNet.Benchmarks;

/// <summary>
/// Everyone who takes part in a comparison, with equal threads. Whoever is added does one pass at once: its results are checked, and its
/// code and buffers are warm afterwards.
/// </summary>
internal sealed class Lineup : IDisposable
{
    internal const string Ours = "ProjectWithIgn";

    internal const string Apply = "ApplyOnnxModel";

    private const float Tolerance = 1e-5f;

    private readonly MLContext _ml = new(seed: 1);
    private readonly BenchNetwork _network;
    private readonly BenchData _data;
    private readonly int _threads;
    private readonly float[] _expected;
    private readonly float[] _results;
    private readonly List<IDisposable> _owned = [];
    private readonly List<Contender> _contenders = [];

    internal Lineup(BenchNetwork network, int threads)
    {
        _network = network;
        _threads = threads;
        _data = new BenchData(_ml, network.Model.Shape, network.Rows, seed: 2);
        _expected = new float[network.Rows * network.Model.Shape.Size];
        _results = new float[_expected.Length];
        var reference = new RawContender(network, _data, batch: 1, threads);
        // Kept to the end: memory that it gave back would be found by whoever loads next.
        _owned.Add(reference);
        reference.Pass(_expected);
    }

    internal IReadOnlyList<Contender> Contenders => _contenders;

    /// <summary>Largest difference between any contender's value and the runtime's own, image by image.</summary>
    internal float MaxDifference { get; private set; }

    /// <summary>Adds everyone.</summary>
    internal void Fill(IReadOnlyList<int> batches, int looks)
    {
        int singles = Math.Max(_network.Rows / 4, 1);
        var apply = Add(FitApply, stage => new ColumnContender(Apply, 0, stage, _data));
        foreach (int batch in batches)
        {
            var ours = Add(() => FitOurs(batch), stage => new ColumnContender(Ours, batch, stage, _data));
            Add(() => new RawContender(_network, _data, batch, _threads));
            if (batch != DefaultBatch(batches)) continue;
            Add(() => new TwoCursorContender(Ours, batch, ours, _data));
            Add(() => new EngineContender(Ours, _ml, ours, _data, singles));
            Add(() => new FirstRowContender(Ours, batch, ours, _data, looks));
        }
        Add(() => new TwoCursorContender(Apply, 0, apply, _data));
        Add(() => new EngineContender(Apply, _ml, apply, _data, singles));
        Add(() => new FirstRowContender(Apply, 0, apply, _data, looks));
    }

    public void Dispose()
    {
        foreach (var contender in _contenders) contender.Dispose();
        foreach (var stage in _owned) stage.Dispose();
    }

    /// <summary>The batch size at which the tasks other than the column are run.</summary>
    private static int DefaultBatch(IReadOnlyList<int> batches) => batches[Math.Min(1, batches.Count - 1)];

    private IgnProjectionTransformer FitOurs(int batch) => _ml.Transforms
        .ProjectWithIgn(_network.Model,
            new IgnProjectionOptions { InputColumn = BenchData.Input, OutputColumn = BenchData.Output, BatchSize = batch, IntraOpThreads = _threads })
        .Fit(_data.View);

    private OnnxTransformer FitApply() => _ml.Transforms
        .ApplyOnnxModel(new OnnxOptions
        {
            ModelFile = _network.Path,
            InputColumns = [BenchData.Input],
            OutputColumns = [BenchData.Output],
            IntraOpNumThreads = _threads,
            InterOpNumThreads = 1,
        })
        .Fit(_data.View);

    private TStage Add<TStage>(Func<TStage> load, Func<TStage, Contender> create) where TStage : IDisposable
    {
        TStage? stage = default;
        Add(() =>
        {
            stage = load();
            _owned.Add(stage);
            return create(stage);
        });
        return stage!;
    }

    private void Add(Func<Contender> create)
    {
        long before = WorkingSet();
        var contender = create();
        _contenders.Add(contender);
        contender.Pass(_results);
        contender.Memory = WorkingSet() - before;
        Check(contender);
    }

    private void Check(Contender contender)
    {
        int size = _network.Model.Shape.Size;
        for (int i = 0; i < contender.Rows; i++)
        {
            var expected = _expected.AsSpan(contender.RowOf(i) * size, size);
            for (int k = 0; k < size; k++)
            {
                float difference = Math.Abs(_results[i * size + k] - expected[k]);
                // Written so that NaN fails too.
                if (!(difference <= Tolerance))
                    throw new InvalidOperationException($"{contender.Task}: {contender.Label} differs from ONNX Runtime by {difference} in row {i}, value {k}; at most {Tolerance} is allowed. Nothing was timed.");
                MaxDifference = Math.Max(MaxDifference, difference);
            }
        }
        // What this one wrote must not pass for the next one's results.
        Array.Fill(_results, float.NaN);
    }

    private static long WorkingSet()
    {
        Rounds.Settle();
        return Environment.WorkingSet;
    }
}
