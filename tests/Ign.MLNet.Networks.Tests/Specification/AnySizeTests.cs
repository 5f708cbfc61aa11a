namespace Ign.MLNet.Networks.Tests;

[TestClass]
public sealed class AnySizeTests
{
    private static readonly TensorShape s_image = new(2, 8, 8);

    public static IEnumerable<object[]> HandPicked =>
    [
        [Network("nothing"), 1, 0],
        [Network("one_kernel", new Conv(2, 2, 5, 1, 2)), 1, 2],
        [Network("uneven", new Conv(2, 2, 2, 1, 1), new Conv(2, 2, 2)), 1, 1],
        [Network("narrower_and_back", new Conv(2, 3, 1), new ConvTranspose(3, 2, 1)), 1, 0],
        [Network("squares", new SpaceToDepth(4), new Conv(32, 32, 1), new DepthToSpace(4)), 4, 3],
        // A window of squares reaches seven pixels from the last pixel of a square to the first of the one after the next.
        [Network("squares_and_kernel", new SpaceToDepth(4), new Conv(32, 32, 3, 1, 1), new DepthToSpace(4)), 4, 7],
        [Network("strides", new Conv(2, 3, 4, 2, 1), new ConvTranspose(3, 2, 4, 2, 1)), 2, 3],
        [Network("larger_first", new ConvTranspose(2, 3, 2, 2), new Conv(3, 2, 2, 2)), 1, 0],
        [Network("thirds_and_halves", new Residual([new SpaceToDepth(2), new Conv(8, 8, 1), new DepthToSpace(2)]),
            new Residual([new SpaceToDepth(3), new Conv(18, 18, 1), new DepthToSpace(3)])), 6, 3],
        [Network("coupled", new SpaceToDepth(2), new Coupling(8, true, [new Conv(4, 4, 3, 1, 1)]), new Conv(8, 8, 1), new DepthToSpace(2)), 2, 3],
        // A square's gate sees a square more on each side: from the first pixel of a square to the last of the next one.
        [Network("dead_zone", new DeadZone([new Conv(2, 2, 1)], 0, 4)), 8, 15],
        [Network("dead_zone_and_kernel", new DeadZone([new Conv(2, 2, 3, 1, 1)], 0, 4)), 8, 16],
        [Network("conjugate", new Conjugate([new SpaceToDepth(2), new Coupling(8, false, [new Conv(4, 4, 3, 1, 1)])], [new Conv(8, 8, 1)])), 2, 5],
    ];

    [TestMethod]
    [DynamicData(nameof(HandPicked), DynamicDataDisplayName = nameof(NameOf))]
    public void Multiple_and_halo_of_small_networks_are_those_that_paper_gives(NetworkSpec spec, int multiple, int halo)
    {
        Assert.AreEqual((multiple, halo), (spec.SideMultiple, spec.Halo));
        AssertReach(spec, 1);
    }

    [TestMethod]
    public void A_pixel_of_a_random_network_changes_what_the_halo_says_and_nothing_else()
    {
        for (int seed = 0; seed < 25; seed++) AssertReach(RandomSpec.AnySize(seed), seed);
    }

    [TestMethod]
    public void A_network_for_photographs_says_how_far_it_looks()
    {
        var spec = PhotoUNet.For(new TensorShape(3, 16, 16), width: 2, blocks: 1);
        Assert.AreEqual(PhotoUNet.Multiple, spec.SideMultiple);
        AssertReach(spec, 3);
        Assert.AreEqual((0, 0), (spec.OfSize(24, 8).SideMultiple, spec.OfSize(24, 8).Halo));
    }

    [TestMethod]
    public void The_flag_is_written_only_where_it_is_set()
    {
        var spec = PhotoUNet.For(new TensorShape(1, 8, 8), width: 2, blocks: 1);
        StringAssert.Contains(spec.ToJson(), "\"any_size\":true", StringComparison.Ordinal);
        Assert.IsTrue(NetworkSpec.FromJson(spec.ToJson()).AnySize);
        Assert.IsFalse(spec.OfSize(8, 8).ToJson().Contains("any_size", StringComparison.Ordinal));
        Assert.IsFalse(spec.ToJson().Contains("multiple", StringComparison.Ordinal) || spec.ToJson().Contains("halo", StringComparison.Ordinal));
    }

    public static IEnumerable<object[]> Refused =>
    [
        ["norm", "GroupNorm looks at the image as a whole", (Layer[])[new Residual([new GroupNorm(1, 2)])]],
        ["labels", "Conditioned looks at the image as a whole", (Layer[])[new Conditioned(1, 1, [new Conv(2, 1, 1)])]],
        ["multiples", "the sides of its input 2x7x7 must be multiples of 2", (Layer[])[new Conv(2, 2, 3, 2, 1), new ConvTranspose(2, 2, 3, 2, 1)]],
        ["cut", "may not cut off what it made at the edges; the padding must be at most 0",
            (Layer[])[new ConvTranspose(2, 2, 2, 2, 1), new Conv(2, 2, 3, 1, 2), new Conv(2, 2, 2, 2)]],
        ["only_large", "must take images of 2x1x1: Conv", (Layer[])[new Conv(2, 2, 5), new ConvTranspose(2, 2, 5)]],
        ["only_this_size", "must take images of 2x4x4: Residual: the body makes",
            (Layer[])[new Residual([new Conv(2, 2, 4, 4), new ConvTranspose(2, 2, 5, 3), new ConvTranspose(2, 2, 1)])]],
        ["steps", "would have to be multiples of 432; at most 256 is allowed",
            (Layer[])[new SpaceToDepth(16), new DepthToSpace(16), new SpaceToDepth(27), new DepthToSpace(27)]],
    ];

    [TestMethod]
    [DynamicData(nameof(Refused), DynamicDataDisplayName = nameof(NameOf))]
    public void What_cannot_take_every_size_is_refused(string name, string reason, Layer[] layers)
    {
        int side = name switch { "multiples" => 7, "steps" => 432, _ => s_image.Height };
        var input = s_image with { Height = side, Width = side };
        var error = Assert.ThrowsExactly<SpecException>(() => new NetworkSpec(name, input, layers) { AnySize = true }.Validated());
        StringAssert.Contains(error.Message, reason, StringComparison.Ordinal);
    }

    public static string NameOf(System.Reflection.MethodInfo test, object[] data) => $"{test?.Name}: {(data?[0] as NetworkSpec)?.Name ?? data?[0]}";

    /// <summary>Changes one pixel after another on a line and looks which columns of the output change.</summary>
    private static void AssertReach(NetworkSpec spec, int seed)
    {
        int multiple = spec.SideMultiple, halo = spec.Halo, around = (halo / multiple + 1) * multiple;
        var line = spec.OfSize(multiple, 2 * around + multiple);
        // Linear networks with weights above zero: nothing can cancel out or be cut off.
        var network = new ReferenceNetwork(TestNetworks.Weights(Linear(line), seed));
        double[] dark = network.Apply(new double[line.Input.Size]);
        int furthest = 0;
        for (int pixel = 0; pixel < multiple; pixel++)
        {
            double[] image = new double[line.Input.Size];
            for (int i = around + pixel; i < image.Length; i += line.Input.Width) image[i] = 1 + 0.1 * i;
            double[] output = network.Apply(image);
            for (int i = 0; i < output.Length; i++)
                if (output[i] != dark[i]) furthest = Math.Max(furthest, Math.Abs(i % line.Input.Width - around - pixel));
        }
        Assert.AreEqual(halo, furthest, spec.ToJson());
    }

    private static NetworkSpec Linear(NetworkSpec spec) => spec with { Layers = Linear(spec.Layers) };

    private static IReadOnlyList<Layer> Linear(IReadOnlyList<Layer> layers) =>
        [.. layers.Where(l => l is not Activation).Select(l => l.WithBodies([.. l.Bodies.Select(b => Linear(b.Layers))]))];

    private static NetworkSpec Network(string name, params Layer[] layers)
    {
        var input = name == "thirds_and_halves" ? new TensorShape(2, 6, 12) : s_image;
        return new NetworkSpec(name, input, layers) { AnySize = true }.Validated();
    }
}
