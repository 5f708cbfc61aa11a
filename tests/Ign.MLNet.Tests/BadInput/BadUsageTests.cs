using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace Ign.MLNet.Tests;

/// <summary>Columns, options and rows that do not fit, as a pipeline meets them: each with the kind of its exception and the whole text.</summary>
[TestClass]
[DoNotParallelize]
public sealed class BadUsageTests
{
    private static readonly MLContext s_ml = new();
    private static readonly IgnProjectionOptions s_options = new() { OutputColumn = "Clean", InputColumn = "Noisy" };

    private static readonly Dictionary<string, (Type Kind, Action Act, string Message)> s_cases = new()
    {
        ["no such column"] = (typeof(ArgumentOutOfRangeException), () => Fit(s_options with { InputColumn = "Nosiy" }),
            "Could not find input column 'Nosiy' (Parameter 'inputSchema')"),
        ["a number"] = (typeof(ArgumentOutOfRangeException), () => Fit(s_options with { InputColumn = "Index" }),
            "Schema mismatch for input column 'Index': expected Vector<Single, 96> or Vector<Byte, 96> (2x6x8), got Int32 (Parameter 'inputSchema')"),
        ["a vector of another type"] = (typeof(ArgumentOutOfRangeException), () => Fit(s_options with { InputColumn = "Extra" }),
            "Schema mismatch for input column 'Extra': expected Vector<Single, 96> or Vector<Byte, 96> (2x6x8), got Vector<Double, 3> (Parameter 'inputSchema')"),
        ["a vector of another size"] = (typeof(ArgumentOutOfRangeException), () => Fit(s_options, TestModels.Grey),
            "Schema mismatch for input column 'Noisy': expected Vector<Single, 48>, Vector<Byte, 48> or Image<6, 8> (1x6x8), got Vector<Single, 96> (Parameter 'inputSchema')"),
        ["a vector without a size"] = (typeof(ArgumentOutOfRangeException), () => Fit(s_options with { InputColumn = "Loose" }, data: Odd()),
            "Schema mismatch for input column 'Loose': expected Vector<Single, 96> or Vector<Byte, 96> (2x6x8), got Vector<Single> of unknown size. Declare its size where the data is made: [VectorType(96)] on the member of the row, or a range of columns in a text loader (Parameter 'inputSchema')"),
        ["a picture for a model of two channels"] = (typeof(ArgumentOutOfRangeException), () =>
            Fit(s_options with { InputColumn = "Picture" }, data: Pictures.View(s_ml, 1)),
            "Schema mismatch for input column 'Picture': expected Vector<Single, 96> or Vector<Byte, 96> (2x6x8), got Image<6, 8> (Parameter 'inputSchema')"),
        ["pictures of another declared size"] = (typeof(ArgumentOutOfRangeException), () =>
            Fit(s_options with { InputColumn = "Large" }, TestModels.Colour, Odd()),
            "Schema mismatch for input column 'Large': expected Vector<Single, 144>, Vector<Byte, 144> or Image<6, 8> (3x6x8), got Image<7, 9>. Set Resizing to have images resized (Parameter 'inputSchema')"),
        ["a picture of another size in a row"] = (typeof(InvalidOperationException), () =>
            Read(s_options with { InputColumn = "Any" }, TestModels.Colour, Odd()),
            "Column 'Any', row 0: expected an image of 8x6 pixels, got one of 9x7. Set Resizing to have images resized."),
        ["no picture in a row"] = (typeof(InvalidOperationException), () => Read(s_options with { InputColumn = "Nothing" }, TestModels.Colour, Odd()),
            "Column 'Nothing', row 0: there is no image. Filter such rows out before this stage, or set NonFinite to Missing to get a missing projection."),
        ["not a number in a row"] = (typeof(InvalidOperationException), () => Read(s_options, data: Pixel(float.NaN)),
            "Column 'Noisy', row 0: value 95 of the image is NaN, expected finite values between -1 and 1. Replace it before this stage, or set NonFinite to Missing to get a projection of NaN."),
        ["infinity in a row"] = (typeof(InvalidOperationException), () => Read(s_options, data: Pixel(float.NegativeInfinity)),
            "Column 'Noisy', row 0: value 95 of the image is -Infinity, expected finite values between -1 and 1. Replace it before this stage, or set NonFinite to Missing to get a projection of NaN."),

        ["no application"] = OutOfRange(s_options with { Applications = 0 },
            "Expected 1 to 1000 applications. (Parameter 'Applications')\nActual value was 0."),
        ["too many applications"] = OutOfRange(s_options with { Applications = 1001 },
            "Expected 1 to 1000 applications. (Parameter 'Applications')\nActual value was 1001."),
        ["empty batch"] = OutOfRange(s_options with { BatchSize = 0 },
            "Expected a batch size between 1 and 4096. (Parameter 'BatchSize')\nActual value was 0."),
        ["large batch"] = OutOfRange(s_options with { BatchSize = 5000 },
            "Expected a batch size between 1 and 4096. (Parameter 'BatchSize')\nActual value was 5000."),
        ["negative threads"] = OutOfRange(s_options with { IntraOpThreads = -1 },
            "Expected 0 (all cores) to 1024 threads. (Parameter 'IntraOpThreads')\nActual value was -1."),
        ["unknown provider"] = OutOfRange(s_options with { Provider = (ExecutionProvider)7 },
            "Expected Cpu, Cuda or Custom. (Parameter 'Provider')\nActual value was 7."),
        ["negative device"] = OutOfRange(s_options with { DeviceId = -1 },
            "Expected the number of a GPU, from 0. (Parameter 'DeviceId')\nActual value was -1."),
        ["unknown output"] = OutOfRange(s_options with { Output = (ProjectionOutput)7 },
            "Expected Vector, Image or Tensor. (Parameter 'Output')\nActual value was 7."),
        ["pictures of two channels"] = OutOfRange(s_options with { Output = ProjectionOutput.Image },
            "Images have one or three channels; the model's have 2 (2x6x8). (Parameter 'Output')\nActual value was Image."),
        ["unknown resizing"] = OutOfRange(s_options with { Resizing = (ImageResizingEstimator.ResizingKind)7 },
            "Expected Fill, IsoCrop, IsoPad or null. (Parameter 'Resizing')\nActual value was 7."),
        ["unknown policy"] = OutOfRange(s_options with { NonFinite = (NonFiniteInput)7 },
            "Expected Throw or Missing. (Parameter 'NonFinite')\nActual value was 7."),
        ["a range upside down"] = OutOfRange(s_options with { Minimum = 1, Maximum = 0 },
            "Expected a finite number above Minimum (1). (Parameter 'Maximum')\nActual value was 0."),
        ["a range of one value"] = OutOfRange(s_options with { Minimum = 1, Maximum = 1 },
            "Expected a finite number above Minimum (1). (Parameter 'Maximum')\nActual value was 1."),
        ["a range from nowhere"] = OutOfRange(s_options with { Minimum = float.NaN, Maximum = 1 },
            "Expected a finite number. (Parameter 'Minimum')\nActual value was NaN."),
        ["a range without an end"] = OutOfRange(s_options with { Minimum = 0, Maximum = float.PositiveInfinity },
            "Expected a finite number above Minimum (0). (Parameter 'Maximum')\nActual value was Infinity."),
        ["a range too wide"] = OutOfRange(s_options with { Minimum = -3e38f, Maximum = 3e38f },
            "The range from Minimum (-3E+38) is too narrow or too wide for floats. (Parameter 'Maximum')\nActual value was 3E+38."),
        ["half a range"] = (typeof(ArgumentException), () => Fit(s_options with { Maximum = 255 }), "Minimum and Maximum are one range: set both or none."),
        ["no output name"] = (typeof(ArgumentException), () => Fit(s_options with { OutputColumn = "" }),
            "The value cannot be an empty string. (Parameter 'OutputColumn')"),
        ["one name for two columns"] = (typeof(ArgumentException), () => Fit(s_options with { ResidualColumn = "Clean" }),
            "The stage would create column 'Clean' twice. (Parameter 'ResidualColumn')"),
        ["no model"] = (typeof(ArgumentNullException), () => s_ml.Transforms.ProjectWithIgn("Clean", "Noisy", (IgnModel)null!),
            "Value cannot be null. (Parameter 'model')"),
        ["no such file"] = (typeof(FileNotFoundException), () => s_ml.Transforms.ProjectWithIgn("Clean", "Noisy", "no-such-model.onnx"),
            "There is no model file 'no-such-model.onnx'."),

        ["a disposed stage"] = (typeof(ObjectDisposedException), () => Disposed().Transform(Rows.View(s_ml, 1)),
            "Cannot access a disposed object.\nObject name: 'Ign.MLNet.IgnProjectionTransformer'."),
        ["an engine of a disposed stage"] = (typeof(ObjectDisposedException), () => s_ml.Model.CreatePredictionEngine<Rows.ImageRow, Rows.CleanRow>(Disposed()),
            "Cannot access a disposed object.\nObject name: 'Ign.MLNet.IgnProjectionTransformer'."),
        ["saving a disposed stage"] = (typeof(ObjectDisposedException), () => s_ml.Model.Save(Disposed(), Rows.View(s_ml, 1).Schema, Stream.Null),
            "Cannot access a disposed object.\nObject name: 'Ign.MLNet.IgnProjectionTransformer'."),
    };

    public static IEnumerable<object[]> Names => s_cases.Keys.Select(name => new object[] { name });

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void It_is_an_exception_that_says_what_was_expected(string name)
    {
        var (kind, act, message) = s_cases[name];
        int sessions = SharedSession.Alive;
        Exception? refusal = null;
        try
        {
            act();
        }
        catch (Exception e)
        {
            refusal = e;
        }
        Assert.AreEqual(message, refusal?.Message.ReplaceLineEndings("\n"));
        Assert.AreEqual(kind, refusal!.GetType());
        Assert.AreEqual(sessions, SharedSession.Alive);
    }

    private static (Type, Action, string) OutOfRange(IgnProjectionOptions options, string message) =>
        (typeof(ArgumentOutOfRangeException), () => Fit(options), message);

    private static void Fit(IgnProjectionOptions options, IgnModel? model = null, IDataView? data = null) =>
        s_ml.Transforms.ProjectWithIgn(model ?? TestModels.Tiny, options).Fit(data ?? Rows.View(s_ml, 1)).Dispose();

    private static void Read(IgnProjectionOptions options, IgnModel? model = null, IDataView? data = null)
    {
        data ??= Rows.View(s_ml, 1);
        using var stage = s_ml.Transforms.ProjectWithIgn(model ?? TestModels.Tiny, options).Fit(data);
        _ = stage.Transform(data).GetColumn<float[]>("Clean").ToList();
    }

    private static IgnProjectionTransformer Disposed()
    {
        var stage = s_ml.Transforms.ProjectWithIgn("Clean", "Noisy", TestModels.Tiny).Fit(Rows.View(s_ml, 1));
        stage.Dispose();
        return stage;
    }

    private static IDataView Pixel(float value)
    {
        var rows = Rows.Make(1).ToList();
        rows[0].Noisy[95] = value;
        return s_ml.Data.LoadFromEnumerable(rows);
    }

    private static IDataView Odd() => s_ml.Data.LoadFromEnumerable(Enumerable.Range(0, 1).Select(i => new OddRow
    {
        Large = Pictures.Make(i, width: 9, height: 7),
        Any = Pictures.Make(i, width: 9, height: 7),
    }));

    private sealed class OddRow
    {
        [VectorType]
        public float[] Loose { get; set; } = new float[96];

        [ImageType(7, 9)]
        public MLImage? Large { get; set; }

        // Says 8x6 and is 9x7.
        [ImageType(6, 8)]
        public MLImage? Any { get; set; }

        [ImageType(6, 8)]
        public MLImage? Nothing { get; set; }
    }
}
