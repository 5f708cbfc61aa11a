namespace Ign.MLNet.Evaluation;

/// <summary>
/// SplitMix64 (Steele, Lea, Flood 2014) as a value: cheap to start from any 64-bit seed, so that every image of a data set can have its own
/// stream and a result never depends on batch size, order or thread. <see cref="Random"/> takes 32-bit seeds and costs an array for each.
/// </summary>
public struct SeededRandom
{
    private ulong _state;
    private double _spare;
    private bool _hasSpare;

    /// <summary>Starts a stream.</summary>
    public SeededRandom(ulong seed)
    {
        _state = seed;
        _spare = 0;
        _hasSpare = false;
    }

    /// <summary>A seed that depends on all three values and on nothing else.</summary>
    public static ulong Mix(ulong seed, ulong a, ulong b = 0) => Scramble(Scramble(Scramble(seed) + a) + b);

    /// <summary>Next 64 random bits.</summary>
    public ulong NextUInt64() => Scramble(_state += 0x9E3779B97F4A7C15UL, alreadyAdvanced: true);

    /// <summary>Uniform in [0, 1).</summary>
    public double NextDouble() => (NextUInt64() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Uniform in [low, high).</summary>
    public float Next(float low, float high) => (float)(low + (high - low) * NextDouble());

    /// <summary>Uniform among 0 … count-1.</summary>
    public int Next(int count) => (int)Math.BigMul(NextUInt64(), (ulong)count, out _);

    /// <summary>Standard normal (polar method of Marsaglia).</summary>
    public double NextGaussian()
    {
        if (_hasSpare)
        {
            _hasSpare = false;
            return _spare;
        }
        double u, v, s;
        do
        {
            u = 2 * NextDouble() - 1;
            v = 2 * NextDouble() - 1;
            s = u * u + v * v;
        }
        while (s >= 1 || s == 0);
        double factor = Math.Sqrt(-2 * Math.Log(s) / s);
        _spare = v * factor;
        _hasSpare = true;
        return u * factor;
    }

    private static ulong Scramble(ulong z, bool alreadyAdvanced = false)
    {
        if (!alreadyAdvanced) z += 0x9E3779B97F4A7C15UL;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        return z ^ (z >> 31);
    }
}
