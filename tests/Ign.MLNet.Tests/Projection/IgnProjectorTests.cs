using System.Runtime.InteropServices;
using Ign.MLNet.Networks;

namespace Ign.MLNet.Tests;

[TestClass]
public sealed class IgnProjectorTests
{
    private static readonly int s_size = TestModels.Shape.Size;

    [TestMethod]
    public void A_projection_does_not_depend_on_the_batch_bit_for_bit()
    {
        float[] images = TestModels.Images(100);
        byte[][] results = [.. new[] { 1, 7, 64 }.Select(size =>
        {
            using var projector = new IgnProjector(TestModels.Tiny, new IgnProjectorOptions { BatchSize = size });
            return MemoryMarshal.AsBytes<float>(projector.Project(images)).ToArray();
        })];
        CollectionAssert.AreEqual(results[0], results[1]);
        CollectionAssert.AreEqual(results[0], results[2]);
        Assert.AreNotEqual(0, results[0].Count(b => b != 0));
    }

    [TestMethod]
    public void Applications_repeat_the_projection()
    {
        using var projector = new IgnProjector(TestModels.Tiny, new IgnProjectorOptions { BatchSize = 4 });
        float[] images = TestModels.Images(10);
        float[] expected = images;
        for (int applications = 1; applications <= 5; applications++)
        {
            float[] before = expected;
            expected = projector.Project(expected);
            CollectionAssert.AreNotEqual(before, expected);
            CollectionAssert.AreEqual(expected, projector.Project(images, applications));
        }
    }

    [TestMethod]
    public void The_result_is_that_of_the_network()
    {
        using var projector = new IgnProjector(TestModels.Tiny);
        float[] result = projector.Project(TestModels.Image(1));
        Assert.AreEqual(s_size, result.Length);
        Assert.IsTrue(result.All(v => v is > -1 and < 1));
        CollectionAssert.AreNotEqual(TestModels.Image(1), result);
        CollectionAssert.AreNotEqual(projector.Project(TestModels.Image(2)), result);
    }

    [TestMethod]
    public void Input_and_output_may_be_the_same_memory()
    {
        using var projector = new IgnProjector(TestModels.Tiny, new IgnProjectorOptions { BatchSize = 3 });
        float[] images = TestModels.Images(8);
        float[] expected = projector.Project(images);
        projector.Project(images, images);
        CollectionAssert.AreEqual(expected, images);
    }

    [TestMethod]
    public void Nothing_in_gives_nothing_out()
    {
        using var projector = new IgnProjector(TestModels.Tiny);
        Assert.AreEqual(0, projector.Project([]).Length);
    }

    [TestMethod]
    public void NaN_stays_within_its_image()
    {
        using var projector = new IgnProjector(TestModels.Tiny);
        float[] images = TestModels.Images(3);
        float[] expected = projector.Project(images);
        images[s_size + 5] = float.NaN;
        float[] result = projector.Project(images);
        CollectionAssert.AreEqual(expected[..s_size], result[..s_size]);
        Assert.IsTrue(result[s_size..(2 * s_size)].Any(float.IsNaN));
        CollectionAssert.AreEqual(expected[(2 * s_size)..], result[(2 * s_size)..]);
    }

    [TestMethod]
    public void Eight_threads_share_one_projector()
    {
        using var projector = new IgnProjector(TestModels.Tiny, new IgnProjectorOptions { IntraOpThreads = 1, BatchSize = 4 });
        float[][] expected = [.. Enumerable.Range(0, 8).Select(i => projector.Project(TestModels.Images(i + 1), 2))];
        Parallel.For(0, 8, new ParallelOptions { MaxDegreeOfParallelism = 8 }, i =>
        {
            for (int round = 0; round < 50; round++) CollectionAssert.AreEqual(expected[i], projector.Project(TestModels.Images(i + 1), 2));
        });
    }

    [TestMethod]
    public void Wrong_lengths_and_counts_are_named()
    {
        using var projector = new IgnProjector(TestModels.Tiny);
        var input = Assert.ThrowsExactly<ArgumentException>(() => projector.Project(new float[s_size + 1]));
        StringAssert.Contains(input.Message, "whole images of 96 values (2x6x8), got 97");
        var output = Assert.ThrowsExactly<ArgumentException>(() => projector.Project(new float[s_size], new float[s_size - 1]));
        StringAssert.Contains(output.Message, "room for 96 values, got 95");
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => projector.Project(new float[s_size], applications: 0));
    }

    [TestMethod]
    public void Options_out_of_range_are_named()
    {
        AssertRefused(nameof(IgnProjectorOptions.BatchSize), new IgnProjectorOptions { BatchSize = 0 });
        AssertRefused(nameof(IgnProjectorOptions.BatchSize), new IgnProjectorOptions { BatchSize = 4097 });
        AssertRefused(nameof(IgnProjectorOptions.IntraOpThreads), new IgnProjectorOptions { IntraOpThreads = -1 });
        AssertRefused(nameof(IgnProjectorOptions.DeviceId), new IgnProjectorOptions { DeviceId = -1 });
        AssertRefused(nameof(IgnProjectorOptions.Provider), new IgnProjectorOptions { Provider = (ExecutionProvider)9 });
    }

    [TestMethod]
    public void A_batch_that_needs_too_much_memory_is_refused()
    {
        var exception = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() =>
            new IgnProjectorOptions { BatchSize = 100 }.CheckFor(new TensorShape(3, 1024, 1024)));
        StringAssert.Contains(exception.Message, "at most 85");
    }

    [TestMethod]
    public void After_disposal_a_projector_says_so()
    {
        var projector = new IgnProjector(TestModels.Tiny);
        projector.Project(TestModels.Image(1));
        projector.Dispose();
        projector.Dispose();
        Assert.ThrowsExactly<ObjectDisposedException>(() => projector.Project(TestModels.Image(1)));
    }

    [TestMethod]
    public void By_default_all_cores_of_the_processor_compute()
    {
        using var projector = new IgnProjector(TestModels.Tiny);
        Assert.AreEqual(new IgnExecution(ExecutionProvider.Cpu, -1, Environment.ProcessorCount), projector.Execution);
        using var single = new IgnProjector(TestModels.Tiny, new IgnProjectorOptions { IntraOpThreads = 1 });
        Assert.AreEqual(1, single.Execution.Threads);
    }

    [TestMethod]
    public void Displacement_is_the_euclidean_norm()
    {
        Assert.AreEqual(5f, IgnProjector.Displacement([1, 2, 3], [4, 6, 3]));
        Assert.AreEqual(0f, IgnProjector.Displacement([1, 2], [1, 2]));
        Assert.IsTrue(float.IsNaN(IgnProjector.Displacement([1], [float.NaN])));
        Assert.ThrowsExactly<ArgumentException>(() => IgnProjector.Displacement([1], [1, 2]));
    }

    private static void AssertRefused(string option, IgnProjectorOptions options)
    {
        var exception = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new IgnProjector(TestModels.Tiny, options));
        Assert.AreEqual(option, exception.ParamName);
    }
}
