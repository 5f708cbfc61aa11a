using Ign.MLNet.Networks;

namespace Ign.MLNet.Evaluation.Tests;

[TestClass]
public sealed class DamageRecipeTests
{
    private static readonly TensorShape s_shape = new(3, 24, 30);

    public static IEnumerable<object[]> Recipes =>
    [
        .. Damage.Presets.Select(p => new object[] { Damage.Parse(p) }),
        .. DamageSuite.Severities.Select(d => new object[] { d }),
        [new Grey()], [new Sketch()], [new NoisePatch(3, (2, 9))], [new VaryingGaussian(0, (0.1f, 0.4f), 3)], [new Box(Share: (0.1f, 0.3f))],
        [new Defocus((1, 2))], [new Motion(5, (0, 180))], [new DownUp((2, 4), DownUpKernel.Lanczos3)], [new Scratches((1, 3), 1.5f, 0.5f)],
        [new Fade(0.7f, (0, 0.2f))],
        [new Camera(0.001f, Bayer: 0.5f)], [new Camera((0.001f, 0.002f), 1e-5f, (0, 2), 1.2f, (0.5f, 0.8f), true)], [new Jpeg((30, 90), 0.5f, (0, 7), (0, 7))],
        [Damage.OneOf((2, new Blur(1)), (0, Damage.None), (1.5f, new Gaussian(Amount.Logarithmic(1e-4f, 0.3f), 0.25f)))],
        [Damage.Sequence(new Blur(1), Damage.Sometimes(0.5f, new Gaussian((0.1f, 0.2f), true)))],
    ];

    [TestMethod]
    [DynamicData(nameof(Recipes))]
    public void A_recipe_survives_json_and_then_does_the_same(Damage damage)
    {
        var again = Damage.FromJson(damage.ToJson());
        Assert.AreEqual(damage, again);
        Assert.AreEqual(damage.GetHashCode(), again.GetHashCode());
        Assert.AreEqual(damage.ToJson(), again.ToJson());
        Assert.AreEqual(damage.Name, again.Name);
        for (ulong seed = 0; seed < 20; seed++) CollectionAssert.AreEqual(Draw(damage, seed), Draw(again, seed));
    }

    [TestMethod]
    [DynamicData(nameof(Recipes))]
    public void What_is_settled_is_done_exactly(Damage damage)
    {
        for (ulong seed = 0; seed < 20; seed++)
        {
            var (settled, pixels) = damage.Settle(s_shape, seed);
            Assert.IsTrue(settled.IsSettled, settled.Name);
            CollectionAssert.AreEqual(Draw(damage, seed), Draw(settled, pixels), settled.Name);
            CollectionAssert.AreEqual(Draw(settled, pixels), Draw(Damage.FromJson(settled.ToJson()), pixels), settled.Name);
        }
    }

    [TestMethod]
    [DataRow("", "line 1: The input does not contain any JSON tokens")]
    [DataRow("{", "line 1: Expected depth to be zero")]
    [DataRow("[]", "$: expected a damage like {\"kind\": \"gaussian\", \"sigma\": 0.1}, got a list.")]
    [DataRow("null", "$: expected a damage like")]
    [DataRow("{\"sigma\":1}", "got an object without a kind.")]
    [DataRow("{\"kind\":\"gausian\",\"sigma\":1}", "$: there is no kind 'gausian'; did you mean 'gaussian'?")]
    [DataRow("{\"kind\":\"\\u001b[31m\"}", "$: there is no kind '?[31m'")]
    [DataRow("{\"kind\":\"gaussian\",\"sigm\":1}", "$: gaussian has no 'sigm'; did you mean 'sigma'?")]
    [DataRow("{\"kind\":\"gaussian\",\"sigma\":1,\"sigma\":2}", "uplicate")]
    [DataRow("{\"kind\":\"gaussian\",\"sigma\":1,\"name\":\"x\"}", "$: gaussian has no 'name'.")]
    [DataRow("{\"kind\":\"gaussian\"}", "$: gaussian needs 'sigma'.")]
    [DataRow("{\"kind\":\"gaussian\",\"sigma\":-1}", "$: sigma: expected 0..10, got -1.")]
    [DataRow("{\"kind\":\"gaussian\",\"sigma\":[-0.5,1]}", "$: sigma: expected 0..10, got -0.5..1.")]
    [DataRow("{\"kind\":\"gaussian\",\"sigma\":[1,0.5]}", "$.sigma: Expected a range from low to high, got 1..0.5.")]
    [DataRow("{\"kind\":\"gaussian\",\"sigma\":[1,2,3]}", "$.sigma: Expected a number like 0.5, a range like [0.1, 0.8], or")]
    [DataRow("{\"kind\":\"gaussian\",\"sigma\":\"1\"}", "$.sigma: Expected a number")]
    [DataRow("{\"kind\":\"gaussian\",\"sigma\":null}", "$.sigma: Expected a number")]
    [DataRow("{\"kind\":\"gaussian\",\"sigma\":{\"log\":[0,1]}}", "$.sigma: Expected a logarithmic range above 0, got 0..1.")]
    [DataRow("{\"kind\":\"gaussian\",\"sigma\":1e999}", "$.sigma: Expected finite numbers")]
    [DataRow("{\"kind\":\"gaussian\",\"sigma\":NaN}", "line 1: 'N' is an invalid start of a value.")]
    [DataRow("{\"kind\":\"gaussian\",\"sigma\":1,\"clip\":1.5}", "$.clip: Expected a probability of 0 to 1, got 1.5.")]
    [DataRow("{\"kind\":\"gaussian\",\"sigma\":1,\"clip\":\"yes\"}", "$.clip: Expected true, false, or a probability of 0 to 1.")]
    [DataRow("{\"kind\":\"down_up\",\"factor\":[2.5,3]}", "$: factor: expected whole numbers, got 2.5..3.")]
    [DataRow("{\"kind\":\"down_up\",\"factor\":0}", "$: factor: expected 1..64, got 0.")]
    [DataRow("{\"kind\":\"down_up\",\"factor\":2,\"kernel\":\"cubic\"}", "$.kernel: ")]
    [DataRow("{\"kind\":\"down_up\",\"factor\":2,\"kernel\":7}", "$: kernel: expected area, nearest, bicubic or lanczos3, got 7.")]
    [DataRow("{\"kind\":\"jpeg\",\"quality\":[0,50]}", "$: quality: expected 1..100, got 0..50.")]
    [DataRow("{\"kind\":\"jpeg\",\"quality\":50,\"right\":16}", "$: right: expected 0..15, got 16.")]
    [DataRow("{\"kind\":\"camera\",\"shot\":-0.1}", "$: shot: expected 0..1, got -0.1.")]
    [DataRow("{\"kind\":\"box\"}", "$: box: expected either a side in pixels or a share")]
    [DataRow("{\"kind\":\"box\",\"side\":3,\"share\":0.5}", "$: box: expected either")]
    [DataRow("{\"kind\":\"sometimes\",\"probability\":2,\"then\":{\"kind\":\"grey\"}}", "$.probability: Expected a probability of 0 to 1, got 2.")]
    [DataRow("{\"kind\":\"sometimes\",\"probability\":0.5,\"then\":null}", "$.then: expected a damage like")]
    [DataRow("{\"kind\":\"one_of\",\"of\":[]}", "$: of: expected at least one damage, got none.")]
    [DataRow("{\"kind\":\"one_of\",\"of\":7}", "$.of: ")]
    [DataRow("{\"kind\":\"one_of\",\"of\":[{\"kind\":\"grey\"}],\"weights\":[0]}", "$: weights: expected numbers of 0 or more with a sum above 0, got 0.")]
    [DataRow("{\"kind\":\"one_of\",\"of\":[{\"kind\":\"grey\"}],\"weights\":[-1]}", "$: weights: expected numbers of 0 or more")]
    [DataRow("{\"kind\":\"one_of\",\"of\":[{\"kind\":\"grey\"}],\"weights\":[1,2]}", "$: weights: expected as many as there are damages, 1, got 2.")]
    [DataRow("{\"kind\":\"sequence\",\"steps\":[{\"kind\":\"grey\"},{\"kind\":\"one_of\",\"of\":[{\"kind\":\"blur\",\"sigma\":99}]}]}",
        "$.steps[1].of[0]: sigma: expected 0.01..20, got 99.")]
    [DataRow("{\"kind\":\"sequence\",\"steps\":[{\"kind\":\"grey\"},5]}", "$.steps[1]: expected a damage like")]
    [DataRow("{\"kind\":\"sequence\",\"steps\":[],\"label\":\"a|b\"}", "$: label: expected 1 to 40 letters")]
    public void A_hostile_recipe_is_one_line_that_names_the_place(string json, string part)
    {
        var error = Assert.ThrowsExactly<FormatException>(() => Damage.FromJson(json));
        StringAssert.Contains(error.Message, part);
        Assert.IsFalse(error.Message.Any(char.IsControl), error.Message);
        Assert.IsLessThan(500, error.Message.Length);
    }

    [TestMethod]
    public void A_recipe_that_is_deep_or_endless_is_refused()
    {
        string deep = string.Concat(Enumerable.Repeat("{\"kind\":\"sequence\",\"steps\":[", 1000)) + string.Concat(Enumerable.Repeat("]}", 1000));
        StringAssert.Contains(Assert.ThrowsExactly<FormatException>(() => Damage.FromJson(deep)).Message, "depth");
        string many = $"{{\"kind\":\"sequence\",\"steps\":[{string.Join(',', Enumerable.Repeat("{\"kind\":\"grey\"}", 100_000))}]}}";
        StringAssert.Contains(Assert.ThrowsExactly<FormatException>(() => Damage.FromJson(many)).Message,
            "$.steps[999]: a recipe may have at most 1000 kinds in all.");
    }

    [TestMethod]
    public void A_name_is_a_preset_or_a_file()
    {
        using var folder = new TemporaryFolder();
        string file = folder.Write("my.json", "{\"kind\":\"blur\",\"sigma\":[1,2]}"u8.ToArray()),
            bad = folder.Write("bad.json", "{\"kind\":\"blur\"}"u8.ToArray());
        Assert.AreEqual(new Blur((1, 2)), Damage.Parse(file));
        Assert.AreEqual("garments", Damage.Parse("garments").Name);
        Assert.AreEqual($"Expected a JSON file or one of {string.Join(", ", Damage.Presets)}, got 'phto'; did you mean 'photo'?",
            Assert.ThrowsExactly<FormatException>(() => Damage.Parse("phto")).Message);
        StringAssert.Contains(Assert.ThrowsExactly<FormatException>(() => Damage.Parse(bad)).Message, "bad.json': $: blur needs 'sigma'.");
        string huge = Path.Combine(Path.GetDirectoryName(bad)!, "huge.json");
        using (var stream = File.Create(huge)) stream.SetLength(1L << 30);
        StringAssert.Contains(Assert.ThrowsExactly<FormatException>(() => Damage.Parse(huge)).Message, "bytes; at most");
    }

    [TestMethod]
    public void Every_kind_of_a_choice_comes_as_often_as_its_weight_says()
    {
        var damage = Damage.OneOf((1, new Blur(1)), (0, new Grey()), (3, new Gaussian(0.1f)));
        var names = Enumerable.Range(0, 4000).GroupBy(i => damage.Settle(s_shape, SeededRandom.Mix(3, (ulong)i)).Damage.Name)
            .ToDictionary(g => g.Key, g => g.Count() / 4000.0);
        Assert.HasCount(2, names);
        Assert.AreEqual(0.25, names["blur-1"], 0.03);
        Assert.AreEqual(0.75, names["gaussian-0.1"], 0.03);
    }

    [TestMethod]
    public void A_chance_comes_as_often_as_it_says_and_else_changes_nothing()
    {
        var damage = Damage.Sometimes(0.3f, new Gaussian(0.1f));
        Assert.AreEqual(0.3, Enumerable.Range(0, 4000).Count(i => damage.Settle(s_shape, SeededRandom.Mix(4, (ulong)i)).Damage is Gaussian) / 4000.0, 0.03);
        CollectionAssert.AreEqual(Image(), Draw(Damage.Sometimes(0f, new Gaussian(0.1f)), 1));
        CollectionAssert.AreEqual(Image(), Draw(Damage.None, 1));
    }

    [TestMethod]
    public void A_sequence_does_its_steps_in_order()
    {
        float[] boxed = Draw(Damage.Sequence(new Blur(1), new Grey(), new Box(8)), 5);
        Assert.AreEqual(3 * 64, boxed.Count(v => v == -1), "the box is drawn last and stays sharp");
        Assert.AreEqual(0, Draw(Damage.Sequence(new Box(8), new Blur(2), new Grey()), 5).Count(v => v == -1), "the blur is drawn over it");
        for (int i = 0; i < 24 * 30; i++) Assert.AreEqual(boxed[i], boxed[i + 24 * 30]);
    }

    [TestMethod]
    public void The_name_says_what_was_done()
    {
        Assert.AreEqual("gaussian-0.1..0.8-0.5-clipped", new Gaussian((0.1f, 0.8f), 0.5f).Name);
        Assert.AreEqual("blur-1, gaussian-0.1-clipped",
            Damage.Sequence(new Blur(1), Damage.Sometimes(1f, new Gaussian(0.1f, true))).Settle(s_shape, 1).Damage.Name);
        Assert.AreEqual("jpeg-35-420", new Jpeg(35, true).Name);
        Assert.AreEqual("camera-0.001-2e-5-push-1-bayer", new Camera(0.001f, 2e-5f, 1, Bayer: true).Name);
        Assert.AreEqual("none", Damage.Sometimes(0f, new Blur(1)).Settle(s_shape, 1).Damage.Name);
        Assert.AreEqual("one of (blur-1; grey)", Damage.OneOf(new Blur(1), new Grey()).Name);
    }

    [TestMethod]
    public void Ranges_are_reached_from_end_to_end_and_counts_are_whole()
    {
        Amount logarithmic = Amount.Logarithmic(0.001f, 1), count = (2, 4);
        var random = new SeededRandom(1);
        var values = new float[3000];
        foreach (ref float v in values.AsSpan()) v = logarithmic.Sample(ref random).Value;
        Assert.AreEqual(1 / 3.0, values.Count(v => v < 0.01f) / 3000.0, 0.03, "a decade of three");
        Assert.IsTrue(values.Min() is >= 0.001f and < 0.0011f && values.Max() is <= 1 and > 0.9f);
        foreach (ref float v in values.AsSpan()) v = count.SampleWhole(ref random).Value;
        CollectionAssert.AreEquivalent(new[] { 2f, 3f, 4f }, values.Distinct().ToArray());
        Assert.AreEqual(1 / 3.0, values.Count(v => v == 4) / 3000.0, 0.03);
        Assert.ThrowsExactly<InvalidOperationException>(() => count.Value);
        Assert.ThrowsExactly<ArgumentException>(() => new Amount(float.NaN));
    }

    [TestMethod]
    public void A_number_out_of_range_is_refused_when_it_is_drawn()
    {
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => Draw(new DownUp(0), 1)).Message, "factor: expected 1..64, got 0.");
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => Draw(Damage.Sequence(new Grey(), new Gaussian((-2, -1))), 1)).Message,
            "sigma: expected 0..10");
        Assert.ThrowsExactly<ArgumentException>(() => Draw(Damage.OneOf(new List<Damage>()), 1));
    }

    [TestMethod]
    public void Varying_noise_is_between_its_bounds_everywhere_and_changes_slowly()
    {
        var shape = new TensorShape(1, 16, 16);
        const int draws = 4000;
        var squares = new double[shape.Size];
        var hit = new float[shape.Size];
        for (int i = 0; i < draws; i++)
        {
            new VaryingGaussian(0.1f, 0.3f, 2).Draw(new float[shape.Size], hit, shape, SeededRandom.Mix(1, (ulong)i));
            for (int j = 0; j < hit.Length; j++) squares[j] += hit[j] * (double)hit[j] / draws;
        }
        // At a corner the deviation is uniform in its bounds: E s² = (b³ - a³) / 3(b - a).
        foreach (double square in squares) Assert.IsTrue(square is > 0.03 and < 0.05, $"{square}");
        Assert.AreEqual((0.027 - 0.001) / 0.6, squares[0], 0.005);
        Assert.IsLessThan(squares[0], squares[4 * 16 + 4], "between corners extremes are averaged");
    }

    private static float[] Image() => [.. Enumerable.Range(0, s_shape.Size).Select(i => MathF.Sin(i * 0.7f) * 0.9f)];

    private static float[] Draw(Damage damage, ulong seed)
    {
        var result = new float[s_shape.Size];
        damage.Draw(Image(), result, s_shape, seed);
        return result;
    }
}
