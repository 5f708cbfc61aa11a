namespace Ign.MLNet.Evaluation;

/// <summary>Collects the figures of one run.</summary>
internal sealed class Tally(int images)
{
    private const string CleanName = "clean";
    private readonly Dictionary<string, (double First, double Second)> _noisy = [];
    private readonly Dictionary<string, (double First, double Second)> _restored = [];
    private readonly Dictionary<string, double> _residuals = [];
    private readonly Dictionary<string, double> _strengths = [];
    private readonly Dictionary<string, int> _components = [];
    private readonly Dictionary<string, Dictionary<string, double>> _psnr = [];
    private long _projected;
    private TimeSpan _projecting;

    internal void Noisy(string name, (int First, int Second) correct) => _noisy[name] = Percent(correct);

    internal void Restored(string name, (int First, int Second) correct) => _restored[name] = Percent(correct);

    internal void Residual(string name, double residual) => _residuals[name] = Math.Round(residual, 6);

    internal void Projected(int count, TimeSpan time)
    {
        _projected += count;
        _projecting += time;
    }

    internal void Tuned(string name, float strength, int components)
    {
        // Through text, so that JSON says 0.1 and not the nearest float.
        _strengths[name] = double.Parse(strength.ToString(System.Globalization.CultureInfo.InvariantCulture),
            System.Globalization.CultureInfo.InvariantCulture);
        _components[name] = components;
    }

    internal void Quality(string method, string name, ReadOnlySpan<float> values, ReadOnlySpan<float> reference)
    {
        if (!_psnr.TryGetValue(method, out var byName)) _psnr[method] = byName = [];
        byName[name] = Math.Round(Psnr.Compute(values, reference), 3);
    }

    internal RestorationReport Report(RestorationProtocol protocol, int details)
    {
        var main = Figures(pair => pair.First);
        var linear = Figures(pair => pair.Second);
        return new RestorationReport
        {
            Model = protocol.Model.Card.Name,
            ModelHash = protocol.Model.Hash,
            Classifier = protocol.ClassifierName,
            Images = images,
            DetailImages = details,
            TrainingImages = protocol.Training.Count,
            Seed = protocol.Seed,
            Clean = main.Clean,
            Noisy = main.Noisy,
            Restored = main.Restored,
            RecoveredPercent = Rounded(main.RecoveredPercent),
            CleanLossPoints = Math.Round(main.CleanLossPoints, 4),
            // Every damage has as many values, so the mean of the means is the mean.
            Residual = Math.Round(_residuals.Values.Average(), 6),
            ResidualByDamage = _residuals,
            Psnr = _psnr.ToDictionary(p => p.Key, p => (IReadOnlyDictionary<string, double>)p.Value),
            NlmStrength = _strengths,
            PcaComponents = _components,
            ImagesPerSecond = Math.Round(_projected / _projecting.TotalSeconds, 1),
            LinearClean = linear.Clean,
            LinearNoisy = linear.Noisy,
            LinearRestored = linear.Restored,
            LinearRecoveredPercent = Rounded(linear.RecoveredPercent),
            LinearCleanLossPoints = Math.Round(linear.CleanLossPoints, 4),
            LinearLargestLossPoints = Math.Round(linear.LargestLossPoints, 4),
        };
    }

    private ClassifierFigures Figures(Func<(double First, double Second), double> pick) =>
        new(pick(_noisy[CleanName]), pick(_restored[CleanName]), Damaged(_noisy, pick), Damaged(_restored, pick));

    private static Dictionary<string, double> Damaged(Dictionary<string, (double First, double Second)> all,
        Func<(double First, double Second), double> pick) =>
            all.Where(p => p.Key != CleanName).ToDictionary(p => p.Key, p => pick(p.Value));

    private static Dictionary<string, double?> Rounded(IReadOnlyDictionary<string, double?> values) =>
        values.ToDictionary(p => p.Key, p => p.Value is { } value ? Math.Round(value, 2) : (double?)null);

    private (double First, double Second) Percent((int First, int Second) correct) =>
        (Math.Round(100.0 * correct.First / images, 4), Math.Round(100.0 * correct.Second / images, 4));
}
