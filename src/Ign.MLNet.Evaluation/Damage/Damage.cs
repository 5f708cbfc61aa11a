using System.Text.Json;
using System.Text.Json.Serialization;
using Ign.MLNet.Networks;

namespace Ign.MLNet.Evaluation;

/// <summary>
/// How images are made bad: a value like a network is, the same for training and for measuring. Images are CHW in [-1, 1], where -1 is black.
/// A damage is a kind with numbers, or <see cref="Evaluation.Sequence"/>, <see cref="Evaluation.OneOf"/> and <see cref="Evaluation.Sometimes"/> of others.
/// It works in two steps: <see cref="Sample"/> decides what is done to an image, and what it returns draws the pixels.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(Sequence), "sequence")]
[JsonDerivedType(typeof(OneOf), "one_of")]
[JsonDerivedType(typeof(Sometimes), "sometimes")]
[JsonDerivedType(typeof(Gaussian), "gaussian")]
[JsonDerivedType(typeof(VaryingGaussian), "varying_gaussian")]
[JsonDerivedType(typeof(SaltAndPepper), "salt_and_pepper")]
[JsonDerivedType(typeof(DeadPixels), "dead_pixels")]
[JsonDerivedType(typeof(Box), "box")]
[JsonDerivedType(typeof(NoisePatch), "noise_patch")]
[JsonDerivedType(typeof(Blur), "blur")]
[JsonDerivedType(typeof(Defocus), "defocus")]
[JsonDerivedType(typeof(Motion), "motion")]
[JsonDerivedType(typeof(DownUp), "down_up")]
[JsonDerivedType(typeof(Camera), "camera")]
[JsonDerivedType(typeof(Jpeg), "jpeg")]
[JsonDerivedType(typeof(Scratches), "scratches")]
[JsonDerivedType(typeof(Fade), "fade")]
[JsonDerivedType(typeof(Grey), "grey")]
[JsonDerivedType(typeof(Sketch), "sketch")]
public abstract record Damage : SourceDistribution
{
    /// <summary>The damage that changes nothing.</summary>
    public static Damage None { get; } = new Sequence([]);

    /// <summary>What is done, with its numbers, for tables: <c>gaussian-0.5</c>, <c>blur-0.5..2.2</c>; or the label that a recipe gives itself.</summary>
    [JsonIgnore]
    public string Name => Describe();

    /// <summary>Whether nothing is left to decide: every number is one value, and there is no choice.</summary>
    [JsonIgnore]
    public bool IsSettled => Settled();

    /// <summary>One damage after the other.</summary>
    public static Damage Sequence(params IReadOnlyList<Damage> steps) => new Sequence(steps);

    /// <summary>One of several, each with the same probability.</summary>
    public static Damage OneOf(params IReadOnlyList<Damage> of) => new OneOf(of);

    /// <summary>One of several, each with a probability proportional to its weight.</summary>
    public static Damage OneOf(params IReadOnlyList<(float Weight, Damage Damage)> of)
    {
        ArgumentNullException.ThrowIfNull(of);
        return new OneOf([.. of.Select(o => o.Damage)], [.. of.Select(o => o.Weight)]);
    }

    /// <summary>A damage that an image gets with a probability.</summary>
    public static Damage Sometimes(float probability, Damage then) => new Sometimes(probability, then);

    /// <summary>Names of the recipes that come with the library: <c>garments</c>, <c>photo</c> and others.</summary>
    public static IReadOnlyList<string> Presets => DamagePresets.Names;

    /// <summary>The recipe of a preset, or of a JSON file.</summary>
    /// <param name="text">One of <see cref="Presets"/>, or the path of a file.</param>
    /// <exception cref="FormatException">There is neither, or the file is no recipe; the message is one line that names the place in it.</exception>
    public static Damage Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return DamagePresets.Parse(text);
    }

    /// <summary>Reads a recipe.</summary>
    /// <exception cref="FormatException">The text is no recipe; the message is one line that names the place in it.</exception>
    public static Damage FromJson(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        return DamageRecipe.Read(json);
    }

    /// <summary>The damage as JSON; <see cref="FromJson"/> reads it back.</summary>
    /// <exception cref="NotSupportedException">It holds a kind that is not of this library.</exception>
    public string ToJson() => JsonSerializer.Serialize(this, DamageJson.Default.Damage);

    /// <summary>Decides what is done to one image: choices are taken, and every number is drawn from its range, in the order in which they stand.</summary>
    /// <param name="random">Stream to draw from; a damage that is settled draws nothing.</param>
    /// <param name="shape">Shape of the image.</param>
    /// <returns>A damage that is settled.</returns>
    public abstract Damage Sample(ref SeededRandom random, TensorShape shape);

    /// <summary>Both steps of a seed apart: what is done, and the seed of its pixels. <see cref="Draw"/> does it.</summary>
    /// <param name="shape">Shape of the image.</param>
    /// <param name="seed">Seed of the image; a damage that is settled takes it for its pixels.</param>
    public (Damage Damage, ulong Seed) Settle(TensorShape shape, ulong seed)
    {
        if (IsSettled) return (this, seed);
        var random = new SeededRandom(seed);
        return (Sample(ref random, shape), random.NextUInt64());
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The lengths do not fit the shape, or a number of the damage is out of range.</exception>
    public sealed override void Draw(ReadOnlySpan<float> real, Span<float> source, TensorShape shape, ulong seed)
    {
        if (real.Length != shape.Size || source.Length != shape.Size)
            throw new ArgumentException($"Expected {shape.Size} values for shape {shape}, got {real.Length} and room for {source.Length}.");
        var (damage, pixels) = Settle(shape, seed);
        damage.Check();
        damage.Apply(real, source, shape, pixels);
    }

    /// <summary>Writes the damaged image; only called on a damage that is settled.</summary>
    /// <param name="image">The image; may not overlap <paramref name="result"/>.</param>
    /// <param name="result">Receives the damaged image; may leave [-1, 1].</param>
    /// <param name="shape">Shape of both.</param>
    /// <param name="seed">Decides every pixel.</param>
    protected internal abstract void Apply(ReadOnlySpan<float> image, Span<float> result, TensorShape shape, ulong seed);

    /// <summary><see cref="Name"/>.</summary>
    protected internal abstract string Describe();

    /// <summary><see cref="IsSettled"/>.</summary>
    protected internal abstract bool Settled();

    /// <summary>Damages inside this one, with the place in it where they stand.</summary>
    internal virtual IEnumerable<(string Place, Damage Damage)> Parts => [];

    /// <summary>Checks the numbers of this damage; those of its parts are checked where they are applied.</summary>
    /// <exception cref="ArgumentException">A number is out of range.</exception>
    internal virtual void Check() { }
}
