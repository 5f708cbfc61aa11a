using Ign.MLNet.Evaluation;
using Ign.MLNet.Networks;

namespace Ign.MLNet.Training.Tests;

[TestClass]
public sealed class PhotoTrainingTests
{
    private static readonly TensorShape s_crop = new(3, 32, 32);

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void Stopped_and_resumed_equals_never_stopped_byte_for_byte(bool pairs)
    {
        using var folder = new PhotoFolder();
        for (int i = 0; i < 6; i++)
        {
            folder.WriteBusy($"clean/{i}.png", 60 + i, 70, i);
            folder.WriteBusy($"bad/{i}.png", 60 + i, 70, i + 100);
        }
        var options = TrainingOptions.RestoringPhotos(PhotoUNet.For(s_crop, 16, 1)) with { Images = 48, BatchSize = 4, HeldOut = 2, Threads = 1 };
        if (pairs) options = options with { Damage = null };
        string straight = folder["straight"], broken = folder["broken"];
        using (var photos = folder.Open(damaged: pairs ? "bad" : null)) new IgnTraining(options, photos, straight) { ReportInterval = 12 }.Run();
        for (int stops = 0; stops < 3; stops++)
        {
            using var stop = new CancellationTokenSource();
            using var photos = folder.Open(damaged: pairs ? "bad" : null);
            Assert.ThrowsExactly<OperationCanceledException>(() =>
                new IgnTraining(options, photos, broken) { ReportInterval = 12 }.Run(new Stopper(stop), stop.Token));
        }
        using (var photos = folder.Open(damaged: pairs ? "bad" : null)) new IgnTraining(options, photos, broken) { ReportInterval = 12 }.Run();
        foreach (string file in (string[])["weights.safetensors", "checkpoint.safetensors"])
            CollectionAssert.AreEqual(File.ReadAllBytes(Path.Combine(straight, file)), File.ReadAllBytes(Path.Combine(broken, file)), file);
    }

    [TestMethod]
    public void Other_photographs_are_another_run()
    {
        using var folder = new PhotoFolder();
        for (int i = 0; i < 3; i++) folder.WriteBusy($"clean/{i}.png", 40, 40, i);
        var options = TrainingOptions.RestoringPhotos(PhotoUNet.For(s_crop, 4, 1)) with { Images = 8, BatchSize = 4, HeldOut = 1, Threads = 1 };
        using (var photos = folder.Open()) new IgnTraining(options, photos, folder["run"]).Run();
        folder.WriteBusy("clean/2.png", 40, 40, 9);
        using var changed = folder.Open();
        StringAssert.Contains(Assert.ThrowsExactly<InvalidDataException>(() => new IgnTraining(options, changed, folder["run"]).Run()).Message,
            "a run on other images");
    }

    [TestMethod]
    public void A_recipe_survives_the_options_and_is_not_written_where_it_is_the_standard_one()
    {
        var options = TrainingOptions.RestoringPhotos(PhotoUNet.For(s_crop, 4, 1));
        var read = TrainingOptions.FromJson(options.ToJson());
        Assert.AreEqual(options.ToJson(), read.ToJson());
        Assert.AreEqual(options.Damage!.ToJson(), read.Damage!.ToJson());
        string plain = TrainingOptions.Restoring(ResidualUNet.For(new TensorShape(1, 28, 28))).ToJson();
        Assert.DoesNotContain("damage", plain);
        Assert.DoesNotContain("crops", plain);
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => (options with { Crops = new CropOptions { Shrink = 17 } }).Validated()).Message,
            "shrink");
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() =>
            (options with { Network = PhotoUNet.For(new TensorShape(3, 32, 40), 4, 1) }).Validated()).Message, "squares");
    }

    /// <summary>Stops after the first report.</summary>
    private sealed class Stopper(CancellationTokenSource stop) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => stop.Cancel();
    }
}
