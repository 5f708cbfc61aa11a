namespace QuickStart;

/// <summary>Finds what the repository ships, from wherever the program was started.</summary>
internal static class Shipped
{
    /// <summary>The first <paramref name="relative"/> in the program's folder or one above it, or null.</summary>
    internal static string? Find(string relative)
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            string path = Path.Combine(folder.FullName, relative);
            if (Path.Exists(path)) return path;
        }
        return null;
    }
}
