namespace Ign.MLNet.Networks.Tests;

[TestClass]
public sealed class AtomicFileTests
{
    [TestMethod]
    public void A_file_is_written_and_replaced_and_leaves_nothing_else()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("a.txt");
        AtomicFile.WriteAllText(path, "a long first text");
        AtomicFile.WriteAllText(path, "ß");
        CollectionAssert.AreEqual((byte[])[0xC3, 0x9F], File.ReadAllBytes(path));
        AtomicFile.WriteAllBytes(path, (ReadOnlySpan<byte>)[1, 2, 3]);
        CollectionAssert.AreEqual((byte[])[1, 2, 3], File.ReadAllBytes(path));
        CollectionAssert.AreEqual((string[])["a.txt"], folder.Names);
    }

    [TestMethod]
    public void A_failure_half_way_keeps_the_old_file_and_removes_the_temporary_one()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("a.bin");
        AtomicFile.WriteAllBytes(path, [7]);
        string[] during = [];
        Assert.ThrowsExactly<InvalidDataException>(() => AtomicFile.Write(path, stream =>
        {
            stream.Write(new byte[200_000]);
            during = folder.Names;
            throw new InvalidDataException("disk on fire");
        }));
        Assert.HasCount(2, during);
        Assert.MatchesRegex(@"^\.a\.bin\.[0-9a-f]{8}\.partial$", during[0]);
        CollectionAssert.AreEqual((string[])["a.bin"], folder.Names);
        CollectionAssert.AreEqual((byte[])[7], File.ReadAllBytes(path));
    }

    [TestMethod]
    public void Errors_name_the_file_and_not_the_hidden_one_that_is_written_first()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.File("taken"));
        foreach (string path in (string[])[folder.File(Path.Combine("gone", "a.onnx")), folder.File("taken")])
        {
            try
            {
                AtomicFile.WriteAllBytes(path, [1]);
                Assert.Fail("There is no place for it.");
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                Assert.DoesNotContain(".partial", e.Message);
                StringAssert.Contains(e.Message, path);
            }
        }
        foreach (var e in (Exception[])[new IOException("full: '/x/.a.0.partial'") { HResult = 28 }, new UnauthorizedAccessException("'/x/.a.0.partial'"),
            new DirectoryNotFoundException("'/x/.a.0.partial'"), new PathTooLongException("'/x/.a.0.partial'")])
        {
            var told = AtomicFile.Told(e, "/x/.a.0.partial", "/x/a");
            Assert.AreEqual((e.GetType(), e.HResult, e), (told.GetType(), told.HResult, told.InnerException));
            StringAssert.EndsWith(told.Message, "'/x/a'");
        }
        var other = new InvalidDataException("/x/.a.0.partial");
        Assert.AreSame(other, AtomicFile.Told(other, "/x/.a.0.partial", "/x/a"));
    }

    [TestMethod]
    public void A_failing_rename_removes_the_temporary_file()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("taken");
        Directory.CreateDirectory(path);
        Exception? error = null;
        try
        {
            AtomicFile.WriteAllBytes(path, [1]);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            error = e;
        }
        Assert.IsNotNull(error);
        CollectionAssert.AreEqual((string[])["taken"], folder.Names);
    }

    [TestMethod]
    public void A_missing_folder_is_an_error_and_is_not_created()
    {
        using var folder = new TemporaryFolder();
        Assert.ThrowsExactly<DirectoryNotFoundException>(() => AtomicFile.WriteAllText(folder.File("no/such/file"), ""));
        Assert.ThrowsExactly<ArgumentException>(() => AtomicFile.WriteAllText(folder.File("folder/"), ""));
        Assert.IsEmpty(folder.Names);
    }

    [TestMethod]
    public void The_longest_names_that_file_systems_allow_work()
    {
        using var folder = new TemporaryFolder();
        string name = new('ö', 127);
        AtomicFile.WriteAllText(folder.File(name), "x");
        CollectionAssert.AreEqual((string[])[name], folder.Names);
    }
}
