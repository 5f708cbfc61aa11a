using Ign.MLNet.Imaging;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Ign.MLNet.Restoration.Tests;

[TestClass]
public sealed class ImageFolderCursorTests
{
    private static readonly MLContext s_ml = new(seed: 1);

    [TestMethod]
    public void Names_are_read_without_decoding_anything()
    {
        using var folder = ImageFolderTests.Cats();
        File.WriteAllText(folder["in", "dogs", "c.png"], "no image at all");
        var view = s_ml.Data.LoadImageFolder(folder["in"]);
        Directory.Move(folder["in"], folder["elsewhere"]); // not even there any more
        Assert.HasCount(4, ImageFolderTests.Text(view, "Path"));
        Assert.HasCount(4, ImageFolderTests.Text(view, "Folder"));
    }

    [TestMethod]
    public void A_damaged_file_stops_reading_with_its_name_or_is_left_out()
    {
        using var folder = ImageFolderTests.Cats();
        Damage(folder);
        var error = Assert.ThrowsExactly<InvalidDataException>(() => ImageFolderTests.Images(s_ml.Data.LoadImageFolder(folder["in"])));
        StringAssert.Contains(error.Message, folder["in", "cats", "a.png"]);

        var view = s_ml.Data.LoadImageFolder(folder["in"], new() { Unreadable = UnreadableImage.Skip });
        Assert.IsNull(view.GetRowCount(), "nobody has looked yet");
        string[] left = ["cats/deep/b.png", "root.png"];
        CollectionAssert.AreEqual(left, ImageFolderTests.Text(view, "Path"), "all passes have the same rows");
        Assert.HasCount(2, ImageFolderTests.Images(view));
        CollectionAssert.AreEqual(left, ImageFolderTests.Text(view, "Path"));
    }

    [TestMethod]
    public void A_file_beyond_a_limit_counts_as_unreadable()
    {
        using var folder = ImageFolderTests.Cats();
        foreach (var limits in (ImageLimits[])[new() { MaxPixels = 29 }, new() { MaxFileBytes = 10 }, new() { MaxDecodeTime = TimeSpan.Zero }])
        {
            Assert.ThrowsExactly<InvalidDataException>(() => ImageFolderTests.Images(s_ml.Data.LoadImageFolder(folder["in"], new() { Limits = limits })));
            Assert.IsEmpty(ImageFolderTests.Images(s_ml.Data.LoadImageFolder(folder["in"], new() { Limits = limits, Unreadable = UnreadableImage.Skip })));
        }
        Assert.HasCount(4, ImageFolderTests.Images(s_ml.Data.LoadImageFolder(folder["in"], new() { Limits = new() { MaxPixels = 30 } })));
    }

    [TestMethod]
    public void Shuffling_changes_the_order_by_the_given_source_and_neither_rows_nor_their_ids()
    {
        using var folder = Many(20);
        var view = s_ml.Data.LoadImageFolder(folder["in"]);
        Assert.IsTrue(view.CanShuffle);
        var plain = Ids(view, null);
        var shuffled = Ids(view, new Random(3));
        CollectionAssert.AreNotEqual(plain, shuffled);
        CollectionAssert.AreEquivalent(plain, shuffled);
        CollectionAssert.AreEqual(shuffled, Ids(view, new Random(3)));
        CollectionAssert.AreNotEqual(ImageFolderTests.Text(view, "Path"), ImageFolderTests.Text(s_ml.Data.ShuffleRows(view, 5), "Path"));
    }

    [TestMethod]
    [DataRow(UnreadableImage.Throw)]
    [DataRow(UnreadableImage.Skip)]
    public void Several_cursors_share_the_rows_and_their_batches_put_them_in_order(UnreadableImage unreadable)
    {
        using var folder = Many(20);
        if (unreadable == UnreadableImage.Skip) File.WriteAllText(folder["in", "07.png"], "damaged");
        var view = s_ml.Data.LoadImageFolder(folder["in"], new() { Unreadable = unreadable });
        foreach (var random in (Random?[])[null, new Random(3)])
        {
            var cursors = view.GetRowCursorSet(view.Schema, 3, random);
            Assert.HasCount(3, cursors);
            var rows = new List<(string Path, DataViewRowId Id, long Batch)>[3];
            Parallel.For(0, 3, i => rows[i] = Rows(cursors[i]));
            Assert.IsTrue(rows.All(r => r.Zip(r.Skip(1)).All(p => p.First.Batch < p.Second.Batch)));
            var together = rows.SelectMany(r => r).OrderBy(r => r.Batch).Select(r => r.Path).ToArray();
            var alone = Rows(view.GetRowCursor(view.Schema, random is null ? null : new Random(3))).Select(r => r.Path).ToArray();
            CollectionAssert.AreEqual(alone, together);
        }
        Assert.HasCount(20, s_ml.Data.LoadImageFolder(folder["in"]).GetRowCursorSet([], 99));
    }

    [TestMethod]
    public void Each_read_gives_a_new_image_and_disposes_the_one_in_the_variable()
    {
        using var folder = ImageFolderTests.Cats();
        foreach (var unreadable in Enum.GetValues<UnreadableImage>())
        {
            var view = s_ml.Data.LoadImageFolder(folder["in"], new() { Unreadable = unreadable });
            using var cursor = view.GetRowCursor(view.Schema);
            var getter = cursor.GetGetter<MLImage>(view.Schema["Image"]);
            MLImage first = null!, second = null!;
            Assert.IsTrue(cursor.MoveNext());
            getter(ref first);
            getter(ref second);
            CollectionAssert.AreEqual(first.Pixels.ToArray(), second.Pixels.ToArray());
            Assert.AreEqual(folder["in", "cats", "a.png"], first.Tag);
            var old = second;
            Assert.IsTrue(cursor.MoveNext());
            getter(ref second);
            Assert.AreNotSame(old, second);
            Assert.Throws<InvalidOperationException>(() => old.Width, "disposed");
            Assert.AreEqual(6, first.Width, "another variable's image lives on");
            cursor.Dispose();
            Assert.AreEqual(6, second.Width);
        }
    }

    [TestMethod]
    public void Misuse_is_refused_as_by_the_cursors_of_ML_NET()
    {
        using var folder = ImageFolderTests.Cats();
        var view = s_ml.Data.LoadImageFolder(folder["in"]);
        using var cursor = view.GetRowCursor([view.Schema["Path"]]);
        Assert.IsFalse(cursor.IsColumnActive(view.Schema["Image"]));
        Assert.ThrowsExactly<ArgumentException>(() => cursor.GetGetter<MLImage>(view.Schema["Image"]));
        Assert.ThrowsExactly<InvalidOperationException>(() => cursor.GetGetter<float>(view.Schema["Path"]));
        var path = cursor.GetGetter<ReadOnlyMemory<char>>(view.Schema["Path"]);
        ReadOnlyMemory<char> text = default;
        Assert.ThrowsExactly<InvalidOperationException>(() => path(ref text), "before the first row");
        while (cursor.MoveNext()) path(ref text);
        Assert.AreEqual("root.png", text.ToString());
        Assert.IsFalse(cursor.MoveNext());
        Assert.AreEqual(-1, cursor.Position);
        Assert.ThrowsExactly<InvalidOperationException>(() => path(ref text), "after the last row");
        cursor.Dispose();
        cursor.Dispose();
    }

    private static void Damage(TemporaryFolder folder)
    {
        var file = File.ReadAllBytes(folder["in", "cats", "a.png"]);
        File.WriteAllBytes(folder["in", "cats", "a.png"], file[..^40]); // the header is whole
        File.WriteAllText(folder["in", "dogs", "c.png"], "no image at all");
    }

    private static TemporaryFolder Many(int count)
    {
        var folder = new TemporaryFolder();
        folder.Folder("in");
        for (int i = 0; i < count; i++) Pictures.Random(3, 2, 1, i).Save(folder["in", $"{i:00}.png"]);
        return folder;
    }

    private static (string, DataViewRowId)[] Ids(IDataView view, Random? random) =>
        [.. Rows(view.GetRowCursor(view.Schema, random)).Select(r => (r.Path, r.Id))];

    private static List<(string Path, DataViewRowId Id, long Batch)> Rows(DataViewRowCursor cursor)
    {
        using (cursor)
        {
            var rows = new List<(string, DataViewRowId, long)>();
            var path = cursor.GetGetter<ReadOnlyMemory<char>>(cursor.Schema["Path"]);
            var id = cursor.GetIdGetter();
            ReadOnlyMemory<char> text = default;
            DataViewRowId row = default;
            while (cursor.MoveNext())
            {
                Assert.AreEqual(rows.Count, cursor.Position);
                path(ref text);
                id(ref row);
                rows.Add((text.ToString(), row, cursor.Batch));
            }
            return rows;
        }
    }
}
