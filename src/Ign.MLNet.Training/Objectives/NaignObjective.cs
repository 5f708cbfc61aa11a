using System.Text.Json;
using System.Threading.Tasks;
using Ign.MLNet.Evaluation;
using Ign.MLNet.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace Ign.MLNet.Training;

/// <summary>
/// The objective of Non-Adversarial Idempotent Generative Networks (arXiv 2511.02614): reconstruction and implicit maximum likelihood,
/// L = D(f(x), x) + λ·mean_i D(f(z_j(i)), x_i), where j(i) is the nearest to x_i among m samples f(z_1) … f(z_m). Every image pulls a sample
/// towards itself, so that none is left out; no term pushes anything away.
/// </summary>
/// <remarks>
/// The samples that are searched are those of the network as it was when they were drawn; the one that is pulled is made anew, with gradient.
/// Pool number g is drawn from (seed, g).
/// </remarks>
public sealed class NaignObjective : IObjective, IDisposable
{
    private readonly NaignOptions _options;
    private readonly NoiseSource _noise;
    private readonly TensorShape _shape;
    private readonly long _seed;
    private readonly LabelLaw _labels;
    private readonly Tensor _latents;  // z_j with its label channels: [m, C, H, W], a function of seed and pool number
    private readonly Tensor _samples;  // image channels of f(z_j) when the pool was drawn: [m, C·H·W]
    private Pool _pool = new(0, 0);
    private long _latentsOf = -1;

    /// <summary>Prepares a pool; the first step fills it.</summary>
    /// <param name="options">Weights and pool.</param>
    /// <param name="noise">What z is drawn from.</param>
    /// <param name="shape">Shape of an image.</param>
    /// <param name="seed">Seed of the pools.</param>
    /// <param name="device">Where the network is; CPU when null.</param>
    /// <param name="type">The type of the network's parameters.</param>
    public NaignObjective(NaignOptions options, NoiseSource noise, TensorShape shape, long seed, Device? device = null, ScalarType type = ScalarType.Float32)
        : this(options, noise, shape, seed, device, type, default(LabelLaw))
    {
    }

    /// <param name="options">Weights and pool.</param>
    /// <param name="noise">What z is drawn from.</param>
    /// <param name="shape">Shape of an image, without label channels.</param>
    /// <param name="seed">Seed of the pools.</param>
    /// <param name="device">Where the network is; CPU when null.</param>
    /// <param name="type">The type of the network's parameters.</param>
    /// <param name="labels">Labels of the samples of a pool.</param>
    internal NaignObjective(NaignOptions options, NoiseSource noise, TensorShape shape, long seed, Device? device, ScalarType type, LabelLaw labels)
    {
        TorchRuntime.Initialize();
        (_options, _noise, _shape, _seed, _labels) = (options, noise, shape, seed, labels);
        _latents = zeros([options.Pool, shape.Channels + labels.Classes, shape.Height, shape.Width], type, device).DetachFromDisposeScope();
        _samples = zeros([options.Pool, shape.Size], type, device).DetachFromDisposeScope();
        Tensors = new Dictionary<string, Tensor> { ["pool"] = _samples };
    }

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, Tensor> Tensors { get; }

    /// <inheritdoc/>
    public string Memory
    {
        get => JsonSerializer.Serialize(_pool);
        set => _pool = JsonSerializer.Deserialize<Pool>(value) ?? throw new JsonException("The pool is null.");
    }

    /// <inheritdoc/>
    public Losses Step(TorchNetwork network, TrainingBatch batch)
    {
        using var scope = NewDisposeScope();
        var d = new ImageDistance(_options.Distance, network.Spec);
        long n = batch.Count;
        var x = batch.Real;
        PreparePool(network, n);
        var z = _latents.index_select(0, Nearest(network.Spec, x));
        // Where a pool lacks the label of an image, the nearest sample of another one is made anew with that label.
        if (_labels.Classes > 0) z = cat([LabelledBatch.Images(network.Spec, z), LabelledBatch.Labels(network.Spec, x)], 1);

        var (fx, fz, _) = network.ForwardBoth(x, z);
        var reconstruction = d.PerImage(fx, x).mean();
        var coverage = d.PerImage(fz, x).mean();
        var total = reconstruction.Plus(coverage.Times(_options.CoverageWeight));
        Tensor idempotence;
        if (_options.IdempotenceWeight > 0)
        {
            idempotence = d.PerImage(network.ForwardFrozen(fz), fz).mean();
            total = total.Plus(idempotence.Times(_options.IdempotenceWeight));
        }
        else
        {
            using var noGradient = no_grad();
            var some = fz.narrow(0, 0, Math.Min(n, ImageDistance.Watched));
            idempotence = d.PerImage(network.ForwardFrozen(some), some).mean();
        }
        total.backward();

        _pool = _pool with { Images = _pool.Images + n * batch.All.Ranks };
        // One transfer: on a GPU each one waits for the whole step.
        var means = stack([reconstruction, idempotence, coverage]).detach().to(ScalarType.Float64).cpu().data<double>();
        return new Losses(means[0], means[1], Coverage: means[2]);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _latents.Dispose();
        _samples.Dispose();
    }

    /// <summary>The nearest sample of each image.</summary>
    private Tensor Nearest(NetworkSpec network, Tensor x)
    {
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        var flat = LabelledBatch.Images(network, x).flatten(1);
        // |a − b|² = |a|² + |b|² − 2ab: one matrix product instead of a difference for every pair.
        var squared = flat.Squared().sum(1, keepdim: true).Plus(_samples.Squared().sum(1)) - flat.matmul(_samples.t()).Times(2); // [n, m]
        if (_labels.Classes > 0) squared = squared.Plus(Foreign(network, x));
        return squared.argmin(1).MoveToOuterDisposeScope();
    }

    /// <summary>More than two images can be apart for every pair of an image and a sample with different labels, else 0: [n, m].</summary>
    private Tensor Foreign(NetworkSpec network, Tensor x)
    {
        Tensor OfPixel(Tensor batch) => LabelledBatch.Labels(network, batch).select(3, 0).select(2, 0);
        var (wanted, offered) = (OfPixel(x), OfPixel(_latents));
        var differences = wanted.sum(1, keepdim: true).Plus(offered.sum(1)) - wanted.matmul(offered.t()).Times(2);
        return differences.Times(8 * _shape.Size); // images in [-1, 1] are at most 4 a value apart
    }

    private void PreparePool(TorchNetwork network, long batch)
    {
        using var noGradient = no_grad();
        bool draw = _pool.Drawn == 0 || _pool.Images >= _options.Refresh;
        long pool = _pool.Drawn - (draw ? 0 : 1);
        if (_latentsOf != pool) DrawLatents(pool);
        if (!draw) return;
        for (long first = 0; first < _options.Pool; first += batch)
        {
            using var scope = NewDisposeScope();
            long count = Math.Min(batch, _options.Pool - first);
            _samples.narrow(0, first, count)
                .copy_(LabelledBatch.Images(network.Spec, network.ForwardFrozen(_latents.narrow(0, first, count), InputRole.Source)).flatten(1));
        }
        _pool = new Pool(pool + 1, 0);
    }

    private void DrawLatents(long pool)
    {
        using var scope = NewDisposeScope();
        ulong seed = SeededRandom.Mix((ulong)_seed, (ulong)pool, 5);
        int labelSize = _labels.Classes * _shape.Height * _shape.Width, size = _shape.Size + labelSize;
        var values = new float[_options.Pool * size];
        Parallel.For(0, _options.Pool, k =>
        {
            _noise.Sample(values.AsSpan(k * size, _shape.Size), _shape, SeededRandom.Mix(seed, (ulong)k));
            if (labelSize == 0) return;
            var (kept, uniform) = _labels.Draw(SeededRandom.Mix(seed, (ulong)k, 1));
            LabelChannels.Write(kept ? uniform : null, values.AsSpan(k * size + _shape.Size, labelSize), _labels.Classes);
        });
        var images = tensor(values, [_options.Pool, _shape.Channels + _labels.Classes, _shape.Height, _shape.Width], device: _latents.device);
        _latents.copy_(images);
        _latentsOf = pool;
    }

    /// <summary>What is remembered of the pool.</summary>
    /// <param name="Drawn">Number of pools that were drawn.</param>
    /// <param name="Images">Images since the last one.</param>
    private sealed record Pool(long Drawn, long Images);
}
