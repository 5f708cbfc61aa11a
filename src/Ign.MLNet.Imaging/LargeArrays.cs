using System.Collections.Concurrent;

namespace Ign.MLNet.Imaging;

/// <summary>
/// Arrays of whole images, used again for the next image of the same size. The garbage collector comes for large arrays so seldom that the dead ones of a
/// folder of photographs take several times what is in work; those here it may still take, since nothing else holds them.
/// </summary>
internal static class LargeArrays
{
    /// <summary>Smaller ones are cheap garbage.</summary>
    private const int LeastBytes = 1 << 20;

    /// <summary>Arrays that wait at most for each size.</summary>
    private const int Most = 8;

    private static readonly ConcurrentDictionary<(Type Element, int Length), ConcurrentStack<WeakReference<Array>>> s_free = new();

    /// <summary>An array of exactly that length, with any content.</summary>
    internal static T[] Rent<T>(int length) where T : unmanaged
    {
        if (IsLarge<T>(length) && s_free.TryGetValue((typeof(T), length), out var free))
            while (free.TryPop(out var waiting))
                if (waiting.TryGetTarget(out var array)) return (T[])array;
        return GC.AllocateUninitializedArray<T>(length);
    }

    /// <summary>Gives an array back that nobody uses any more.</summary>
    internal static void Return<T>(T[]? array) where T : unmanaged
    {
        if (array is null || !IsLarge<T>(array.Length)) return;
        // Sizes that were met once are forgotten with their arrays.
        if (s_free.Count > Most)
            foreach (var (size, others) in s_free)
                if (others.All(other => !other.TryGetTarget(out _))) s_free.TryRemove(size, out _);
        var free = s_free.GetOrAdd((typeof(T), array.Length), _ => new());
        if (free.Count < Most) free.Push(new WeakReference<Array>(array));
    }

    private static bool IsLarge<T>(int length) where T : unmanaged => (long)length * System.Runtime.CompilerServices.Unsafe.SizeOf<T>() >= LeastBytes;
}
