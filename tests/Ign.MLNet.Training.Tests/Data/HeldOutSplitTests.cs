using Ign.MLNet.Networks;

namespace Ign.MLNet.Training.Tests;

[TestClass]
public sealed class HeldOutSplitTests
{
    private static readonly TensorShape s_shape = new(1, 1, 1);
    private static readonly TrainingOptions s_options = TrainingOptions.Restoring(new NetworkSpec("none", s_shape, [])) with { HeldOut = 40 };

    [TestMethod]
    public void Images_are_drawn_from_the_whole_set_by_the_seed()
    {
        // Four classes, one after the other, as a folder has them.
        var (trained, heldOut) = HeldOutSplit.Of(new Numbers(400), s_options);
        int[] held = Values(heldOut), rest = Values(trained);
        Assert.HasCount(40, held);
        CollectionAssert.AreEquivalent(Enumerable.Range(0, 400).ToArray(), held.Concat(rest).ToArray());
        for (int part = 0; part < 4; part++) Assert.IsGreaterThanOrEqualTo(3, held.Count(i => i / 100 == part), $"of class {part}");
        CollectionAssert.AreEqual(held, Values(HeldOutSplit.Of(new Numbers(400), s_options).HeldOut));
        CollectionAssert.AreNotEquivalent(held, Values(HeldOutSplit.Of(new Numbers(400), s_options with { Seed = 2 }).HeldOut));
    }

    [TestMethod]
    [DataRow(0, 1)]
    [DataRow(9, 1)]
    [DataRow(20, 2)]
    [DataRow(2_559, 255)]
    [DataRow(60_000, 256)]
    public void How_many_follows_from_the_size_of_the_set(int images, int expected) =>
        Assert.AreEqual(expected, (s_options with { HeldOut = null }).HeldOutOf(images));

    [TestMethod]
    public void Options_that_differ_are_told_with_both_values()
    {
        Assert.AreEqual("", OptionDifferences.Describe(s_options, s_options));
        Assert.AreEqual("seed is 1 there, 2 here", OptionDifferences.Describe(s_options, s_options with { Seed = 2 }));
        StringAssert.StartsWith(OptionDifferences.Describe(s_options, s_options with { Objective = new PairedOptions { CleanShare = 0.5 } }),
            "objective.clean_share is ");
        Assert.AreEqual("objective.kind is \"paired\" there, \"linear\" here",
            OptionDifferences.Describe(s_options, s_options with { Objective = new LinearIgnOptions() }));
        var other = s_options with { Network = new NetworkSpec("wide", s_shape, []), GradientNorm = null };
        Assert.AreEqual("network is none of 1x1x1 with 0 parameters there, wide of 1x1x1 with 0 parameters here; gradient_norm is 0.25 there, null here",
            OptionDifferences.Describe(s_options, other));
    }

    private static int[] Values(ITrainingImages images)
    {
        var value = new float[1];
        return [.. Enumerable.Range(0, images.Count).Select(i =>
        {
            images.Read(i, value);
            return (int)value[0];
        })];
    }

    /// <summary>Images of one value, their number.</summary>
    private sealed class Numbers(int count) : ITrainingImages
    {
        public TensorShape Shape => s_shape;

        public int Count => count;

        public void Read(int index, Span<float> image) => image[0] = index;
    }
}
