using Ign.MLNet.Imaging;

namespace Ign.MLNet.Restoration;

/// <summary>Which images of a folder are loaded, and how.</summary>
public sealed record ImageFolderOptions
{
    /// <summary>Patterns of paths below the folder, for example <c>**/*.png</c> or <c>2024/**</c>; empty for all images.</summary>
    public IReadOnlyList<string> Include { get; init; } = [];

    /// <summary>Patterns of paths below the folder that are left out although they are included.</summary>
    public IReadOnlyList<string> Exclude { get; init; } = [];

    /// <summary>Columns in pixels that every image is stretched to, 1 to 65,500; null for its own. Set together with <see cref="Height"/>.</summary>
    public int? Width { get; init; }

    /// <summary>Rows in pixels that every image is stretched to, 1 to 65,500; null for its own. Set together with <see cref="Width"/>.</summary>
    public int? Height { get; init; }

    /// <summary>What happens to a file that cannot be decoded.</summary>
    public UnreadableImage Unreadable { get; init; }

    /// <summary>What a single file may cost; one that is beyond counts as unreadable.</summary>
    public ImageLimits Limits { get; init; } = new();

    /// <summary>The size that every image gets; null for its own.</summary>
    internal (int Width, int Height)? Size => Width is { } width && Height is { } height ? (width, height) : null;

    /// <exception cref="ArgumentException">Only one side is set.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A side or <see cref="Unreadable"/> is out of its range.</exception>
    internal ImageFolderOptions Validated()
    {
        const int MaxSide = 65_500;
        if (Width is null != Height is null) throw new ArgumentException($"{nameof(Width)} and {nameof(Height)} are set together or not at all.");
        if (Width is < 1 or > MaxSide) throw new ArgumentOutOfRangeException(nameof(Width), Width, $"Expected 1 to {MaxSide} pixels.");
        if (Height is < 1 or > MaxSide) throw new ArgumentOutOfRangeException(nameof(Height), Height, $"Expected 1 to {MaxSide} pixels.");
        if (!Enum.IsDefined(Unreadable)) throw new ArgumentOutOfRangeException(nameof(Unreadable), Unreadable, "Expected a value of the enumeration.");
        return this;
    }
}
