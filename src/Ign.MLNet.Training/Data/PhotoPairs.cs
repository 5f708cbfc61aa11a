using Ign.MLNet.Imaging;

namespace Ign.MLNet.Training;

/// <summary>Finds the damaged version of each photograph: the same relative path but for the extension, and the same size.</summary>
internal static class PhotoPairs
{
    /// <summary>Brings both to the same photographs in the same order.</summary>
    /// <param name="clean">Clean photographs.</param>
    /// <param name="folder">Their folder, for messages.</param>
    /// <param name="damaged">Damaged ones.</param>
    /// <param name="damagedFolder">Their folder.</param>
    /// <param name="leaveOut">Whether photographs without a partner are left out instead of refused; sizes must fit in any case.</param>
    /// <exception cref="InvalidDataException">They do not fit.</exception>
    internal static void Match(PixelCache clean, string folder, PixelCache damaged, string damagedFolder, bool leaveOut)
    {
        var partners = ByName(damaged, damagedFolder);
        var wanted = ByName(clean, folder);
        if (!leaveOut)
        {
            Missing(wanted, partners, folder, damagedFolder, "damaged");
            Missing(partners, wanted, damagedFolder, folder, "clean");
        }
        clean.KeepOnly(p => partners.ContainsKey(Name(p)));
        damaged.KeepOnly(p => wanted.ContainsKey(Name(p)));
        damaged.Order([.. clean.Photos.Select(p => partners[Name(p)])]);
        foreach (var (good, bad) in clean.Photos.Zip(damaged.Photos))
            if ((good.Width, good.Height) != (bad.Width, bad.Height))
                throw new InvalidDataException($"'{Path.Combine(folder, good.Path)}' has {good.Width}x{good.Height} pixels, but its damaged version '{Path.Combine(damagedFolder, bad.Path)}' {bad.Width}x{bad.Height}; both must show the same at the same size.");
    }

    private static string Name(CachedPhoto photo) => Path.ChangeExtension(photo.Path, null);

    private static Dictionary<string, CachedPhoto> ByName(PixelCache cache, string folder)
    {
        var names = new Dictionary<string, CachedPhoto>(StringComparer.Ordinal);
        foreach (var photo in cache.Photos)
            if (!names.TryAdd(Name(photo), photo))
                throw new InvalidDataException($"'{Path.Combine(folder, names[Name(photo)].Path)}' and '{Path.Combine(folder, photo.Path)}' differ by their extension only, so that their partner is not clear; rename or remove one.");
        return names;
    }

    private static void Missing(Dictionary<string, CachedPhoto> all, Dictionary<string, CachedPhoto> partners, string folder, string other, string kind)
    {
        string[] missing = [.. all.Keys.Where(name => !partners.ContainsKey(name)).Order(StringComparer.Ordinal)];
        if (missing.Length == 0) return;
        string more = missing.Length > 1 ? $"; {missing.Length - 1:N0} more have none, either" : "";
        throw new InvalidDataException(
            $"'{Path.Combine(folder, all[missing[0]].Path)}' has no {kind} version in '{other}', where the same relative path is expected{more}.");
    }
}
