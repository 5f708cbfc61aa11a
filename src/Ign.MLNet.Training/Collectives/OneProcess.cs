namespace Ign.MLNet.Training;

/// <summary>One process, the only one.</summary>
internal sealed class OneProcess : ICollective
{
    internal static readonly OneProcess Instance = new();

    public int Rank => 0;

    public int Ranks => 1;

    public void Sum(Span<float> values)
    {
    }
}
