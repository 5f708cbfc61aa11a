namespace Ign.MLNet.Networks;

/// <summary>The channels that tell a <see cref="Conditioned"/> network a class: ones in the channel of the class, zeros elsewhere.</summary>
public static class LabelChannels
{
    /// <summary>Writes the label channels of one image.</summary>
    /// <param name="label">The class, from 0; null for no label, which is zeros everywhere.</param>
    /// <param name="channels">Receives all label channels, one after the other: <paramref name="classes"/> · height · width values.</param>
    /// <param name="classes">Number of classes.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such class.</exception>
    public static void Write(int? label, Span<float> channels, int classes)
    {
        if (label is < 0 || label >= classes) throw new ArgumentOutOfRangeException(nameof(label), label, $"Expected a class from 0 to {classes - 1}.");
        channels.Clear();
        if (label is not { } number) return;
        int plane = channels.Length / classes;
        channels.Slice(number * plane, plane).Fill(1);
    }
}
