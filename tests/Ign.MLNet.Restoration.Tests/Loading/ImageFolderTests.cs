using Ign.MLNet.Imaging;
using Ign.MLNet.Networks;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;
using NetVips;

namespace Ign.MLNet.Restoration.Tests;

[TestClass]
public sealed class ImageFolderTests
{
    private static readonly MLContext s_ml = new(seed: 1);

    [TestMethod]
    public void Rows_are_the_images_of_the_tree_in_the_order_of_their_paths()
    {
        using var folder = Cats();
        File.WriteAllText(folder["in", "notes.txt"], "no image");
        File.WriteAllText(folder["in", ".hidden.png"], "hidden");
        var view = s_ml.Data.LoadImageFolder(folder["in"]);

        CollectionAssert.AreEqual((string[])["Path", "Folder", "Image"], view.Schema.Select(c => c.Name).ToArray());
        CollectionAssert.AreEqual((string[])["cats/a.png", "cats/deep/b.png", "dogs/c.png", "root.png"], Text(view, "Path"));
        CollectionAssert.AreEqual((string[])["cats", "cats", "dogs", ""], Text(view, "Folder"));
        Assert.AreEqual(4, view.GetRowCount());
        var type = (ImageDataViewType)view.Schema["Image"].Type;
        Assert.AreEqual((0, 0), (type.Width, type.Height), "sizes differ");
        CollectionAssert.AreEqual((string[])["cats/a.png", "root.png"],
            Text(s_ml.Data.LoadImageFolder(folder["in"], new() { Include = ["a.png", "/root*"], Exclude = ["dogs/**"] }), "Path"));
    }

    [TestMethod]
    public void Pixels_are_those_of_the_file_in_the_order_of_ML_NET()
    {
        using var folder = new TemporaryFolder();
        folder.Folder("in");
        Pictures.Random(5, 3, 3).Save(folder["in", "a-rgb.png"]);
        Pictures.Random(5, 3, 1).Save(folder["in", "b-grey.png"]);
        Pictures.Random(5, 3, 4).Save(folder["in", "c-rgba.png"]);
        Pictures.Random16(5, 3, 3).Save(folder["in", "d-16.png"]);
        File.WriteAllBytes(folder["in", "e.bmp"], new BmpFile(5, 3, 3, Pictures.Random(5, 3, 3).WriteToMemory<byte>()).Encode());
        var images = Images(s_ml.Data.LoadImageFolder(folder["in"]));

        var rgb = Pictures.Pixels(folder["in", "a-rgb.png"]);
        var grey = Pictures.Pixels(folder["in", "b-grey.png"]);
        var rgba = Pictures.Pixels(folder["in", "c-rgba.png"]);
        var wide = Pictures.Pixels16(folder["in", "d-16.png"]);
        for (int i = 0; i < 15; i++)
        {
            CollectionAssert.AreEqual((byte[])[rgb[(3 * i) + 2], rgb[(3 * i) + 1], rgb[3 * i], 255], images[0].Pixels[(4 * i)..(4 * i + 4)]);
            CollectionAssert.AreEqual((byte[])[grey[i], grey[i], grey[i], 255], images[1].Pixels[(4 * i)..(4 * i + 4)]);
            CollectionAssert.AreEqual((byte[])[rgba[(4 * i) + 2], rgba[(4 * i) + 1], rgba[4 * i], rgba[(4 * i) + 3]], images[2].Pixels[(4 * i)..(4 * i + 4)]);
            Assert.AreEqual(wide[3 * i] / 257.0, images[3].Pixels[(4 * i) + 2], 1.0);
        }
        CollectionAssert.AreEqual(images[0].Pixels, images[4].Pixels);
    }

    [TestMethod]
    public void The_orientation_of_a_camera_is_applied()
    {
        using var folder = new TemporaryFolder();
        folder.Folder("in");
        using (var image = Pictures.Smooth(60, 40, 3).Mutate(m => m.Set(GValue.GIntType, "orientation", 6))) image.Save(folder["in", "a.jpg"]);
        var turned = Images(s_ml.Data.LoadImageFolder(folder["in"])).Single();
        Assert.AreEqual((40, 60), (turned.Width, turned.Height));
        Assert.IsLessThan(turned.Pixels[4 * 40 * 59], turned.Pixels[4 * 20], "what was bright at the right is bright at the bottom");
        var sized = Images(s_ml.Data.LoadImageFolder(folder["in"], new() { Width = 8, Height = 30 })).Single();
        Assert.AreEqual((8, 30), (sized.Width, sized.Height));
    }

    [TestMethod]
    public void Colours_with_another_profile_become_sRGB()
    {
        using var folder = new TemporaryFolder();
        folder.Folder("in");
        using var srgb = Pictures.Random(20, 20, 3);
        using var p3 = srgb.IccTransform("p3", inputProfile: "srgb");
        p3.Save(folder["in", "a.png"]);
        Assert.IsGreaterThan(5.0, p3.WriteToMemory<byte>().Zip(srgb.WriteToMemory<byte>(), (a, b) => Math.Abs(a - (double)b)).Average(),
            "the file holds other numbers");
        var pixels = Images(s_ml.Data.LoadImageFolder(folder["in"])).Single().Pixels;
        var expected = srgb.WriteToMemory<byte>();
        Assert.IsLessThan(1.0, Enumerable.Range(0, 400).Average(i => Math.Abs((double)expected[3 * i] - pixels[(4 * i) + 2])));
    }

    [TestMethod]
    public void Every_image_gets_the_size_that_is_asked_for_and_the_column_s_type_says_so()
    {
        using var folder = new TemporaryFolder();
        folder.Folder("in");
        Pictures.Smooth(400, 300, 3).Save(folder["in", "large.jpg"]);
        Pictures.Smooth(4, 3, 1).Save(folder["in", "small.png"]);
        var view = s_ml.Data.LoadImageFolder(folder["in"], new() { Width = 12, Height = 10 });
        var type = (ImageDataViewType)view.Schema["Image"].Type;
        Assert.AreEqual((12, 10), (type.Width, type.Height));
        Assert.IsTrue(Images(view).All(i => (i.Width, i.Height) == (12, 10)));
        Assert.ThrowsExactly<ArgumentException>(() => s_ml.Data.LoadImageFolder(folder["in"], new() { Width = 12 }));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => s_ml.Data.LoadImageFolder(folder["in"], new() { Width = 12, Height = 0 }));
        Assert.ThrowsExactly<DirectoryNotFoundException>(() => s_ml.Data.LoadImageFolder(folder["nowhere"]));
    }

    [TestMethod]
    public void Images_go_through_the_transforms_of_ML_NET()
    {
        using var folder = Cats();
        var data = s_ml.Data.LoadImageFolder(folder["in"]);
        var pipeline = s_ml.Transforms.ResizeImages("Image", 4, 3, "Image", ImageResizingEstimator.ResizingKind.Fill)
            .Append(s_ml.Transforms.ExtractPixels("Pixels", "Image"))
            .Append(s_ml.Transforms.Conversion.MapValueToKey("Label", "Folder"));
        var result = pipeline.Fit(data).Transform(data);
        var pixels = result.GetColumn<float[]>("Pixels").ToArray();
        Assert.HasCount(4, pixels);
        Assert.IsTrue(pixels.All(p => p.Length == 36));
        CollectionAssert.AreEqual((uint[])[1, 1, 2, 0], result.GetColumn<uint>("Label").ToArray(), "ML.NET takes empty text for a missing value");
    }

    [TestMethod]
    public void Images_are_projected_as_they_are_loaded()
    {
        using var folder = Cats();
        var data = s_ml.Data.LoadImageFolder(folder["in"], new() { Width = 5, Height = 4 });
        using var negative = s_ml.Transforms.ProjectWithIgn("Clean", "Image", TestModels.Negative(3, 4, 5)).Fit(data);
        var clean = negative.Transform(data).GetColumn<float[]>("Clean").ToArray();
        var images = Images(data);
        for (int row = 0; row < 4; row++)
            for (int i = 0; i < 20; i++)
                Assert.AreEqual(-((images[row].Pixels[(4 * i) + 2] / 127.5f) - 1), clean[row][i], 1e-5f, "red is the first plane");
    }

    [TestMethod]
    public void A_folder_without_images_has_no_rows()
    {
        using var folder = new TemporaryFolder();
        folder.Folder("in");
        var view = s_ml.Data.LoadImageFolder(folder["in"]);
        Assert.AreEqual(0, view.GetRowCount());
        Assert.IsEmpty(Images(view));
        Assert.HasCount(1, view.GetRowCursorSet(view.Schema, 4));
    }

    internal static TemporaryFolder Cats()
    {
        var folder = new TemporaryFolder();
        int seed = 0;
        foreach (string[] path in (string[][])[["cats", "deep", "b.png"], ["cats", "a.png"], ["dogs", "c.png"], ["root.png"]])
        {
            folder.Folder(["in", .. path[..^1]]);
            Pictures.Random(6, 5, 3, ++seed).Save(folder[["in", .. path]]);
        }
        return folder;
    }

    internal static string[] Text(IDataView view, string column) => [.. view.GetColumn<string>(column)];

    internal static List<(int Width, int Height, byte[] Pixels)> Images(IDataView view)
    {
        var images = new List<(int, int, byte[])>();
        using var cursor = view.GetRowCursor([view.Schema["Image"]]);
        var getter = cursor.GetGetter<MLImage>(view.Schema["Image"]);
        MLImage image = null!;
        while (cursor.MoveNext())
        {
            getter(ref image);
            Assert.AreEqual(MLPixelFormat.Bgra32, image.PixelFormat);
            images.Add((image.Width, image.Height, image.Pixels.ToArray()));
        }
        image?.Dispose();
        return images;
    }
}
