using System.Globalization;

namespace Ign.MLNet.Networks;

/// <summary>Reads and checks an <see cref="IgnModelCard"/> from metadata that a stranger may have written.</summary>
internal sealed class CardReader(IReadOnlyDictionary<string, string> metadata)
{
    private const int MaxChannels = 64;
    private const int MaxSide = 8192;
    private const int HashLength = 64;

    internal IgnModelCard Read()
    {
        CheckFormat();
        var shape = ReadShape();
        int classes = ReadClasses(shape);
        var card = new IgnModelCard
        {
            Name = Required(CardKey.Name),
            Version = Optional(CardKey.Version),
            Shape = shape,
            Classes = classes,
            Minimum = ReadFloat(CardKey.Minimum),
            Maximum = ReadMaximum(),
            Elements = ReadElements(),
            Precision = ReadPrecision(),
            Applications = ReadApplications(),
            Fit = ReadFit(),
            Objective = Optional(CardKey.Objective),
            TrainingData = Optional(CardKey.TrainingData),
            TrainingDataLicense = Optional(CardKey.TrainingDataLicense),
            License = Optional(CardKey.License),
            Seed = ReadWhole(CardKey.Seed),
            Images = ReadWhole(CardKey.Images),
            Command = Optional(CardKey.Command),
            Commit = Optional(CardKey.Commit),
            Created = Optional(CardKey.Created),
            IntendedUse = Optional(CardKey.IntendedUse),
            Limits = Optional(CardKey.Limits),
            NoiseSource = Optional(CardKey.NoiseSource),
            Options = Optional(CardKey.Options),
            Quality = ReadQuality(),
            WeightsHash = ReadHash(CardKey.WeightsHash),
            ContentHash = ReadHash(CardKey.ContentHash),
            Spec = ReadSpec(shape, classes),
        };
        return card.Fit == FitMode.Exact || !card.AnySize ? card : throw Bad(CardKey.Fit, "exact, for a network that takes images of any size");
    }

    private void CheckFormat()
    {
        if (!metadata.TryGetValue(CardKey.Format, out string? text))
            throw new IgnFormatException($"No model card: the metadata lack '{CardKey.Format}'. Expected a model exported by Ign.MLNet.");
        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int format) || format < 1)
            throw Bad(CardKey.Format, "a number of at least 1");
        if (format > IgnModelCard.Format)
            throw new IgnFormatException(
                $"The model card has format {format}; this version of Ign.MLNet reads formats up to {IgnModelCard.Format}. Update Ign.MLNet.");
    }

    private TensorShape ReadShape()
    {
        if (!TensorShape.TryParse(Required(CardKey.Shape), out var shape) || shape is not { Channels: <= MaxChannels, Height: <= MaxSide, Width: <= MaxSide })
            throw Bad(CardKey.Shape, $"channels x height x width as in 1x28x28, at most {MaxChannels}x{MaxSide}x{MaxSide}");
        return (long)shape.Channels * shape.Height * shape.Width <= NetworkSpec.MaxImageValues
            ? shape
            : throw Bad(CardKey.Shape, $"at most {NetworkSpec.MaxImageValues:N0} values");
    }

    private int ReadClasses(TensorShape shape)
    {
        long classes = ReadWhole(CardKey.Classes);
        return classes >= 0 && classes < shape.Channels
            ? (int)classes
            : throw Bad(CardKey.Classes, $"fewer label channels than the {shape.Channels} of '{CardKey.Shape}'");
    }

    private float ReadMaximum()
    {
        float maximum = ReadFloat(CardKey.Maximum);
        return maximum > ReadFloat(CardKey.Minimum) ? maximum : throw Bad(CardKey.Maximum, $"a number above '{CardKey.Minimum}'");
    }

    private ImageElements ReadElements() => (Optional(CardKey.Elements), Required(CardKey.Layout)) switch
    {
        ("" or "float32", "NCHW") => ImageElements.Float,
        ("uint8", "NCHW") => ImageElements.UInt8Planes,
        ("uint8", "NHWC") => ImageElements.UInt8Interleaved,
        ("" or "float32", _) => throw Bad(CardKey.Layout, "NCHW"),
        ("uint8", _) => throw Bad(CardKey.Layout, "NCHW or NHWC"),
        _ => throw Bad(CardKey.Elements, "float32 or uint8"),
    };

    private WeightPrecision ReadPrecision() => Optional(CardKey.Precision) switch
    {
        "" or "float32" => WeightPrecision.Float32,
        "float16" => WeightPrecision.Float16,
        "int8" => WeightPrecision.Int8,
        "int8_static" => WeightPrecision.Int8Static,
        _ => throw Bad(CardKey.Precision, "float32, float16, int8 or int8_static"),
    };

    private FitMode ReadFit() => Optional(CardKey.Fit) switch
    {
        "" or "exact" => FitMode.Exact,
        "resize" => FitMode.Resize,
        "tile" => FitMode.Tile,
        _ => throw Bad(CardKey.Fit, "exact, resize or tile"),
    };

    private int ReadApplications()
    {
        if (!metadata.ContainsKey(CardKey.Applications)) return 1;
        long applications = ReadWhole(CardKey.Applications);
        return applications is >= 1 and <= int.MaxValue ? (int)applications : throw Bad(CardKey.Applications, "a number of at least 1");
    }

    private Dictionary<string, double> ReadQuality()
    {
        var quality = new Dictionary<string, double>();
        foreach (var (key, text) in metadata)
        {
            if (!key.StartsWith(CardKey.QualityPrefix, StringComparison.Ordinal)) continue;
            if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value)) throw Bad(key, "a number");
            quality[key[CardKey.QualityPrefix.Length..]] = value;
        }
        return quality;
    }

    private string ReadHash(string key)
    {
        string hash = Optional(key);
        return hash.Length == 0 || (hash.Length == HashLength && hash.All(char.IsAsciiHexDigitLower))
            ? hash
            : throw Bad(key, "64 lower-case hexadecimal digits");
    }

    private NetworkSpec? ReadSpec(TensorShape shape, int classes)
    {
        if (!metadata.TryGetValue(CardKey.Spec, out string? json)) return null;
        try
        {
            var spec = NetworkSpec.FromJson(json);
            if (spec.Input != shape) throw new IgnFormatException($"The card says shape {shape}, but its network takes {spec.Input}.");
            return spec.Classes == classes ? spec : throw new IgnFormatException($"The card says {classes} classes, but its network has {spec.Classes}.");
        }
        catch (SpecException e)
        {
            throw new IgnFormatException($"Card entry '{CardKey.Spec}': {Printable.Of(e)}", e);
        }
    }

    private float ReadFloat(string key) =>
        float.TryParse(Required(key), NumberStyles.Float, CultureInfo.InvariantCulture, out float value) && float.IsFinite(value)
            ? value
            : throw Bad(key, "a finite number");

    private long ReadWhole(string key)
    {
        if (!metadata.TryGetValue(key, out string? text)) return 0;
        return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long value) ? value : throw Bad(key, "a whole number");
    }

    private string Optional(string key) => metadata.TryGetValue(key, out string? text) ? text : "";

    private string Required(string key) =>
        metadata.TryGetValue(key, out string? text) && text.Length > 0 ? text : throw new IgnFormatException($"The model card lacks '{key}'.");

    private IgnFormatException Bad(string key, string expected) =>
        new($"Card entry '{Printable.Of(key)}': expected {expected}, got '{Printable.Of(metadata[key])}'.");
}
