using Ign.MLNet.Imaging;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace Ign.MLNet.Restoration;

/// <summary>The images of a folder as rows.</summary>
internal sealed class ImageFolderDataView : IDataView
{
    internal const int PathColumn = 0, FolderColumn = 1, ImageColumn = 2, Columns = 3;

    private readonly string _folder;
    private readonly string[] _paths;
    private readonly ImageFolderOptions _options;
    private readonly bool?[] _readable;

    internal ImageFolderDataView(string folder, string[] paths, ImageFolderOptions options)
    {
        (_folder, _paths, _options) = (Path.GetFullPath(folder), paths, options);
        // Only where rows may be missing does it have to be known which.
        _readable = options.Unreadable == UnreadableImage.Skip ? new bool?[paths.Length] : [];
        var builder = new DataViewSchema.Builder();
        builder.AddColumn("Path", TextDataViewType.Instance);
        builder.AddColumn("Folder", TextDataViewType.Instance);
        builder.AddColumn("Image", options.Size is { } size ? new ImageDataViewType(size.Height, size.Width) : new ImageDataViewType());
        Schema = builder.ToSchema();
    }

    public bool CanShuffle => true;

    public DataViewSchema Schema { get; }

    /// <summary>Number of rows; unknown where damaged files are skipped.</summary>
    public long? GetRowCount() => _options.Unreadable == UnreadableImage.Skip ? null : _paths.Length;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null) =>
        new ImageFolderCursor(this, Active(columnsNeeded), Order(rand), 0, 1);

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null)
    {
        bool[] active = Active(columnsNeeded);
        var order = Order(rand);
        int count = Math.Clamp(n, 1, Math.Max(1, order.Length));
        return [.. Enumerable.Range(0, count).Select(i => new ImageFolderCursor(this, active, order, i, count))];
    }

    internal string PathAt(int file) => _paths[file];

    /// <summary>Whether a file can be decoded; null if nobody has tried yet.</summary>
    internal bool? IsReadable(int file) => _options.Unreadable == UnreadableImage.Throw ? true : _readable[file];

    /// <summary>Decodes a file and remembers that it is damaged; null if it is.</summary>
    internal MLImage? TryDecode(int file)
    {
        try
        {
            var image = Decode(file);
            _readable[file] = true;
            return image;
        }
        catch (InvalidDataException)
        {
            _readable[file] = false;
            return null;
        }
    }

    /// <exception cref="InvalidDataException">The file cannot be decoded.</exception>
    internal MLImage Decode(int file)
    {
        string full = Path.Join(_folder, _paths[file]);
        try
        {
            var decoded = ImageDecoder.Read(full, _options.Limits, _options.Size);
            var image = MLImage.CreateFromPixels(decoded.Width, decoded.Height, MLPixelFormat.Bgra32, Bgra(decoded));
            image.Tag = full; // as that of LoadImages
            return image;
        }
        catch (ImageFileException e)
        {
            throw new InvalidDataException($"'{full}' {e.Message}", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InvalidDataException($"'{full}' cannot be read: {e.Message}", e);
        }
    }

    private static byte[] Bgra(DecodedImage image)
    {
        byte[] source = image.Pixels, target = new byte[checked(image.Width * image.Height * 4)];
        for (int from = 0, to = 0; to < target.Length; from += image.Bands, to += 4)
        {
            (target[to], target[to + 1], target[to + 2]) = (source[from + 2], source[from + 1], source[from]);
            target[to + 3] = image.Bands == 4 ? source[from + 3] : byte.MaxValue;
        }
        return target;
    }

    private bool[] Active(IEnumerable<DataViewSchema.Column> columns)
    {
        ArgumentNullException.ThrowIfNull(columns);
        var active = new bool[Columns];
        foreach (var column in columns)
        {
            if (column.Index >= Columns || Schema[column.Index].Name != column.Name)
                throw new ArgumentException($"There is no column '{column.Name}' here.", nameof(columns));
            active[column.Index] = true;
        }
        return active;
    }

    private int[] Order(Random? rand)
    {
        int[] order = [.. Enumerable.Range(0, _paths.Length)];
        rand?.Shuffle(order);
        return order;
    }
}
