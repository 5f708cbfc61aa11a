namespace Ign.MLNet.Evaluation;

/// <summary>A damaged copy of a set of images, each image with its own seed.</summary>
public static class DamagedImages
{
    /// <summary>Damages every image. Image i is damaged in the same way whatever else is in the set.</summary>
    /// <param name="clean">Images.</param>
    /// <param name="damage">Damage.</param>
    /// <param name="seed">Seed of the whole set.</param>
    /// <returns>Values, NCHW; they may leave [-1,1].</returns>
    public static float[] Draw(ImageSet clean, Damage damage, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(clean);
        ArgumentNullException.ThrowIfNull(damage);
        int size = clean.Shape.Size;
        float[] images = clean.ToRange(), damaged = new float[images.Length];
        Parallel.For(0, clean.Count, i =>
            damage.Draw(images.AsSpan(i * size, size), damaged.AsSpan(i * size, size), clean.Shape, SeededRandom.Mix(seed, (ulong)i)));
        return damaged;
    }
}
