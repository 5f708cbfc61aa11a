using Microsoft.ML;
using Microsoft.ML.Data;

namespace Ign.MLNet.Tests;

/// <summary>Input that makes garbage without an error is worth a warning, once.</summary>
[TestClass]
public sealed class InputWatchTests
{
    private readonly MLContext _ml = new();
    private readonly List<string> _warnings = [];
    private readonly List<string> _logged = [];

    [TestInitialize]
    public void Listen() => _ml.Log += (_, e) =>
    {
        if (e.Kind == Microsoft.ML.Runtime.ChannelMessageKind.Warning) _logged.Add(e.RawMessage);
    };

    [TestMethod]
    public void Floats_of_another_unit_are_warned_of_once()
    {
        Read(value => (value + 1) * 127.5f);
        Assert.HasCount(1, _warnings);
        StringAssert.Contains(_warnings[0], "but the stage expects -1 to 1");
        CollectionAssert.AreEqual(_warnings, _logged);
    }

    [TestMethod]
    [DataRow(1f)]
    [DataRow(1.8f)]
    [DataRow(float.NaN)]
    [DataRow(float.PositiveInfinity)]
    public void Noise_and_missing_values_are_not(float factor)
    {
        Read(value => value * factor);
        Assert.IsEmpty(_warnings);
        Assert.IsEmpty(_logged);
    }

    [TestMethod]
    public void Columns_of_interleaved_pixels_are_warned_of()
    {
        var data = _ml.Data.LoadFromEnumerable([new Interleaved { Noisy = TestModels.Image(1), Planes = TestModels.Image(1) }]);
        using (Fit(data, "Planes")) Assert.IsEmpty(_warnings);
        using (Fit(data, "Noisy")) Assert.HasCount(1, _warnings);
        StringAssert.StartsWith(_warnings[0], "Column 'Noisy' has dimensions 6x8x2, but its values are read channel after channel (2x6x8).");
        CollectionAssert.AreEqual(_warnings, _logged);
    }

    private void Read(Func<float, float> unit)
    {
        var rows = Rows.Make(40).ToList();
        foreach (var row in rows) row.Noisy = [.. row.Noisy.Select(unit)];
        var data = _ml.Data.LoadFromEnumerable(rows);
        using var stage = Fit(data, "Noisy", NonFiniteInput.Missing);
        var result = stage.Transform(data);
        for (int i = 0; i < 2; i++) Assert.AreEqual(40, result.GetColumn<float[]>("Clean").Count());
    }

    private IgnProjectionTransformer Fit(IDataView data, string input, NonFiniteInput policy = NonFiniteInput.Throw) =>
        _ml.Transforms.ProjectWithIgn(TestModels.Tiny,
            new IgnProjectionOptions { OutputColumn = "Clean", InputColumn = input, NonFinite = policy, Warn = _warnings.Add }).Fit(data);

    private sealed class Interleaved
    {
        [VectorType(6, 8, 2)]
        public float[] Noisy { get; set; } = [];

        [VectorType(2, 6, 8)]
        public float[] Planes { get; set; } = [];
    }
}
