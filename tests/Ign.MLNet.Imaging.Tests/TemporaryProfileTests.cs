namespace Ign.MLNet.Imaging.Tests;

[TestClass]
[DoNotParallelize] // looks at the folder that all tests share
public sealed class TemporaryProfileTests
{
    [TestMethod]
    public void What_a_killed_process_left_is_removed_and_what_a_living_one_has_stays()
    {
        string dead = Directory.CreateTempSubdirectory("ign-profiles-").FullName, alive = Directory.CreateTempSubdirectory("ign-profiles-").FullName;
        foreach (string folder in (string[])[dead, alive]) File.WriteAllText(Path.Join(folder, "1.icc"), "profile");
        File.WriteAllText(Path.Join(dead, "lock"), "");
        using (new FileStream(Path.Join(alive, "lock"), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None))
        {
            string own = TemporaryProfiles.Write([1, 2, 3]);
            TemporaryProfiles.RemoveLeftovers();
            Assert.IsFalse(Directory.Exists(dead));
            Assert.IsTrue(File.Exists(Path.Join(alive, "1.icc")));
            CollectionAssert.AreEqual((byte[])[1, 2, 3], File.ReadAllBytes(own));
            File.Delete(own);
        }
        TemporaryProfiles.RemoveLeftovers();
        Assert.IsFalse(Directory.Exists(alive));
    }

    [TestMethod]
    public void A_profile_that_somebody_took_away_fails_the_image_for_now_and_not_for_good()
    {
        using var image = RestorableImage.Open(Pictures.Random(4, 4, 3).IccTransform("p3", inputProfile: "srgb").PngsaveBuffer(), new ImageLimits());
        var model = image.Decode(Files.Card(3));
        for (int i = 0; i < model.Values.Length; i++) model.Values[i] = -model.Values[i];
        string folder = Path.GetDirectoryName(TemporaryProfiles.Write([]))!;
        foreach (string file in Directory.GetFiles(folder, "*.icc")) File.Delete(file);
        var failed = Assert.ThrowsExactly<ImageFileException>(() => image.Encode(model, Files.Card(3)));
        Assert.IsTrue(failed.MayPass, failed.Message);
    }
}
