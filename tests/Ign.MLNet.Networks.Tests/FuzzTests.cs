using System.Text;

namespace Ign.MLNet.Networks.Tests;

/// <summary>Damages valid files at random, the same way in each run: the readers accept or refuse, and nothing else.</summary>
[TestClass]
public sealed class FuzzTests
{
    private const int Cases = 3000;

    private static readonly NetworkSpec s_spec = new NetworkSpec("n", new TensorShape(1, 2, 2),
        [new Conv(1, 2, 1), new GroupNorm(1, 2), new Residual([new Activation(ActivationKind.LeakyRelu)]), new ConvTranspose(2, 1, 1)]).Validated();

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void Damaged_models_are_read_or_refused(bool labelled)
    {
        byte[] valid = TestNetworks.Model(Network(labelled));
        int refused = Damage(valid, bytes => OnnxModelCheck.Check(OnnxModelReader.Read(bytes)));
        Assert.IsGreaterThan(Cases / 2, refused);
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void Damaged_models_of_others_are_read_or_refused(bool labelled)
    {
        // No hash stands in the way of what a stranger writes, so all of the walk over the graph is reached.
        var ours = OnnxModelReader.Read(TestNetworks.Model(Network(labelled)));
        var model = new ProtobufMessage().Number(OnnxSchema.Model.IrVersion, 7).Bytes(OnnxSchema.Model.Graph, ours.Graph);
        foreach (var (key, value) in TestNetworks.Card(Network(labelled).Input).ToMetadata())
            model.Message(OnnxSchema.Model.MetadataProps, TinyModel.Entry(key, value));
        int refused = Damage(model.ToArray(), bytes => OnnxModelCheck.Check(OnnxModelReader.Read(bytes)));
        Assert.IsGreaterThan(Cases / 4, refused);
        Assert.IsLessThan(Cases, refused);
    }

    [TestMethod]
    public void Damaged_tensor_files_are_read_or_refused()
    {
        byte[] valid = Weights();
        int refused = Damage(valid, bytes => Safetensors.Read(bytes));
        Assert.IsGreaterThan(Cases / 4, refused);
        Assert.IsLessThan(Cases, refused);
    }

    [TestMethod]
    public void Damaged_weight_files_are_read_or_refused()
    {
        using var folder = new TemporaryFolder();
        int refused = Damage(Weights(), bytes =>
        {
            File.WriteAllBytes(folder.File("w"), bytes);
            WeightFile.Load(folder.File("w"));
        });
        Assert.IsGreaterThan(Cases / 4, refused);
        Assert.IsLessThan(Cases, refused);
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void Damaged_specifications_are_read_or_refused(bool labelled)
    {
        int refused = Damage(Encoding.UTF8.GetBytes(Network(labelled).ToJson()), bytes =>
        {
            try
            {
                NetworkSpec.FromJson(Encoding.UTF8.GetString(bytes));
            }
            catch (SpecException e)
            {
                throw new IgnFormatException(e.Message, e);
            }
        });
        Assert.IsGreaterThan(Cases / 4, refused);
        Assert.IsLessThan(Cases, refused);
    }

    [TestMethod]
    public void Damaged_cards_are_read_or_refused()
    {
        var card = TestNetworks.Card(s_spec.Input) with
        {
            Spec = s_spec,
            WeightsHash = new string('0', 64),
            Quality = new Dictionary<string, double> { ["psnr_db"] = 21.5 },
        };
        int refused = Damage(Encoding.UTF8.GetBytes(card.ToJson()), bytes => IgnModelCard.FromJson(Encoding.UTF8.GetString(bytes)));
        Assert.IsGreaterThan(Cases / 4, refused);
        Assert.IsLessThan(Cases, refused);
    }

    [TestMethod]
    public void Damaged_state_dicts_are_fitted_or_refused()
    {
        using var folder = new TemporaryFolder();
        var weights = TestNetworks.Weights(s_spec, 1);
        // Names as a state dict has them, in an order that only sorting finds.
        var tensors = weights.InOrder.Select(t => t with { Name = "decoder.layers." + t.Name }).Reverse();
        Safetensors.Write(folder.File("w"), tensors, new Dictionary<string, string>());
        int refused = Damage(File.ReadAllBytes(folder.File("w")), bytes => StateDict.Fit(s_spec, Safetensors.Read(bytes).Tensors));
        Assert.IsGreaterThan(Cases / 4, refused);
        Assert.IsLessThan(Cases, refused);
    }

    private static NetworkSpec Network(bool labelled) => labelled ? TestNetworks.Labelled() : TestNetworks.Small();

    private static byte[] Weights()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("w");
        WeightFile.Save(path, TestNetworks.Weights(s_spec, 1));
        return File.ReadAllBytes(path);
    }

    private static int Damage(byte[] valid, Action<byte[]> read)
    {
        int refused = 0;
        for (int seed = 0; seed < Cases; seed++)
        {
            byte[] bytes = Damaged(valid, new Random(seed));
            try
            {
                read(bytes);
            }
            catch (IgnFormatException)
            {
                refused++;
            }
            catch (Exception e)
            {
                throw new AssertFailedException($"Seed {seed}: {e}", e);
            }
        }
        return refused;
    }

    private static byte[] Damaged(byte[] valid, Random random)
    {
        byte[] bytes = random.Next(4) == 0 ? valid[..random.Next(valid.Length)] : [.. valid];
        int flips = random.Next(1, 9);
        for (int i = 0; i < flips && bytes.Length > 0; i++)
        {
            int place = random.Next(bytes.Length);
            bytes[place] = random.Next(3) switch
            {
                0 => (byte)(bytes[place] ^ (1 << random.Next(8))),
                1 => (byte)random.Next(256),
                _ => ((byte[])[0, 1, 0x7F, 0x80, 0xFF])[random.Next(5)],
            };
        }
        return bytes;
    }
}
