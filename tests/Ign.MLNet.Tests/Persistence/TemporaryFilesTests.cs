using Microsoft.ML;

namespace Ign.MLNet.Tests;

/// <summary>Where a stage puts temporary files is what the context says that saves or loads.</summary>
[TestClass]
public sealed class TemporaryFilesTests
{
    [TestMethod]
    public void Saving_and_rehydrating_write_nothing_outside_of_TempFilePath()
    {
        using var folder = new TemporaryFolder();
        string own = Directory.CreateDirectory(folder.File("own")).FullName;
        var ml = new MLContext { TempFilePath = own };
        var data = Rows.View(ml, 1);
        // Nobody can make a folder in a folder that is not there: whoever asks the system for its temporary one fails.
        SavedModels.LeftBehind(() =>
        {
            string missing = Path.Combine(Environment.GetEnvironmentVariable("TMPDIR")!, "missing");
            foreach (string name in new[] { "TMPDIR", "TMP", "TEMP" }) Environment.SetEnvironmentVariable(name, missing);
            using var stage = SavedModels.Estimator(ml).Fit(data);
            ml.Model.Save(stage, data.Schema, folder.File("model.zip"));
            CollectionAssert.AreEqual(Array.Empty<string>(), Directory.GetFileSystemEntries(own), "after saving");

            var batched = IgnProjectionTransformer.Rehydrate(ml, ml.Model.Load(folder.File("model.zip"), out _));
            Assert.IsInstanceOfType<IgnProjectionTransformer>(batched);
            ((IDisposable)batched).Dispose();
            CollectionAssert.AreEqual(Array.Empty<string>(), Directory.GetFileSystemEntries(own), "after rehydrating");

            var registered = new MLContext { TempFilePath = own };
            registered.RegisterIgn();
            (registered.Model.Load(folder.File("model.zip"), out _) as IDisposable)!.Dispose();
            CollectionAssert.AreEqual(Array.Empty<string>(), Directory.GetFileSystemEntries(own), "after loading");
        });
    }
}
