using System.Buffers.Binary;
using System.Text.Json;

namespace Ign.MLNet.Cli.Tests;

[TestClass]
[DoNotParallelize]
public sealed class EvaluateCommandTests
{
    [TestMethod]
    public async Task A_feature_network_is_trained_and_a_generative_model_is_measured_in_its_features()
    {
        using var folder = new TemporaryFolder();
        string data = WriteSet(folder, 60), model = folder.WriteModel(1, 28, 28, "gaussian");
        var features = await IgnProcess.RunInside("features", "--data", data, "--out", folder["f.onnx"], "--images", "200", "--name", "stripes");
        Assert.AreEqual((ExitCode.Done, ""), (features.Code, features.Error));
        StringAssert.Contains(features.Output, "on 60 test images");
        (await IgnProcess.RunInside("features", "--data", data, "--out", folder["g.onnx"], "--shape", "3x64x64"))
            .ExpectError(ExitCode.WrongUsage, "ign features", "the images of --data have 1x28x28");

        var result = await IgnProcess.RunInside("evaluate", "--model", model, "--data", data, "--features", folder["f.onnx"], "--count", "30", "--seeds", "1,2",
            "--out", folder["out"]);
        Assert.AreEqual((ExitCode.Done, ""), (result.Code, result.Error));
        foreach (string part in (string[])["Restoration", "gaussian-0.15", "Idempotence", "AUROC", "Generation", "30 images of each kind", "real, other images",
            "f(f(z))", "features of stripes", "±"])
            StringAssert.Contains(result.Output, part);
        Assert.IsTrue(File.Exists(folder["out", "evaluation.html"]));
        using var json = JsonDocument.Parse(File.ReadAllText(folder["out", "evaluation.json"]));
        Assert.AreEqual("stripes", json.RootElement.GetProperty("features").GetString());
    }

    [TestMethod]
    public async Task Json_goes_alone_to_the_output()
    {
        using var folder = new TemporaryFolder();
        var result = await IgnProcess.RunInside("evaluate", "--model", folder.WriteModel(1, 28, 28), "--data", folder.WriteIdx(12), "--seeds", "5",
            "--count", "8", "--foreign", WriteSet(folder, 9), "--json");
        Assert.AreEqual((ExitCode.Done, ""), (result.Code, result.Error));
        using var json = JsonDocument.Parse(result.Output);
        Assert.AreEqual(8, json.RootElement.GetProperty("images").GetInt32());
        StringAssert.Contains(json.RootElement.GetProperty("not_generated").GetString(), "does not generate");
        Assert.AreEqual("foreign images", json.RootElement.GetProperty("idempotence").EnumerateArray().Last().GetProperty("inputs").GetString());
    }

    [TestMethod]
    public async Task A_stop_before_the_end_writes_nothing()
    {
        using var folder = new TemporaryFolder();
        string data = WriteSet(folder, 20), model = folder.WriteModel(1, 28, 28);
        using var stop = new StopSignals();
        stop.Stop(ExitCode.Interrupted);
        (await IgnProcess.RunInside(stop, "evaluate", "--model", model, "--data", data, "--out", folder["out"]))
            .ExpectError(ExitCode.Interrupted, "ign evaluate", "interrupted");
        Assert.IsFalse(Directory.Exists(folder["out"]));
        (await IgnProcess.RunInside(stop, "features", "--data", data, "--out", folder["f.onnx"]))
            .ExpectError(ExitCode.Interrupted, "ign features", "interrupted");
        Assert.IsFalse(File.Exists(folder["f.onnx"]));
    }

    [TestMethod]
    public async Task A_file_that_is_no_feature_network_is_refused()
    {
        using var folder = new TemporaryFolder();
        string model = folder.WriteModel(1, 28, 28);
        var result = await IgnProcess.RunInside("evaluate", "--model", model, "--data", folder.WriteIdx(4), "--features", model);
        result.ExpectError(ExitCode.Failed, "ign evaluate", "cannot be used as a feature network");
    }

    /// <summary>An MNIST-like set: stripes across or along, by class.</summary>
    private static string WriteSet(TemporaryFolder folder, int count)
    {
        string data = folder.Folder("set");
        foreach (string part in (string[])["train", "t10k"])
        {
            var random = new Random(part.Length);
            var (images, labels) = (new byte[16 + count * 784], new byte[8 + count]);
            int[] header = [0x803, count, 28, 28];
            for (int i = 0; i < 4; i++) BinaryPrimitives.WriteInt32BigEndian(images.AsSpan(4 * i), header[i]);
            BinaryPrimitives.WriteInt32BigEndian(labels, 0x801);
            BinaryPrimitives.WriteInt32BigEndian(labels.AsSpan(4), count);
            for (int i = 0; i < count; i++)
            {
                labels[8 + i] = (byte)(i % 2);
                for (int p = 0; p < 784; p++)
                    images[16 + i * 784 + p] = (byte)((i % 2 == 0 ? p / 28 : p % 28) % 8 < 4 ? random.Next(100) : 155 + random.Next(100));
            }
            File.WriteAllBytes(Path.Combine(data, $"{part}-images-idx3-ubyte"), images);
            File.WriteAllBytes(Path.Combine(data, $"{part}-labels-idx1-ubyte"), labels);
        }
        return data;
    }
}
