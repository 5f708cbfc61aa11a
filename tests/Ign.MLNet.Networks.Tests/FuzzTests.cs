namespace Ign.MLNet.Networks.Tests;

/// <summary>Damages valid files at random, the same way in each run: the readers accept or refuse, and nothing else.</summary>
[TestClass]
public sealed class FuzzTests
{
    private const int Cases = 2000;

    [TestMethod]
    public void Damaged_models_are_read_or_refused()
    {
        byte[] valid = TestNetworks.Model(TestNetworks.Small());
        int refused = Damage(valid, bytes => OnnxModelCheck.Check(OnnxModelReader.Read(bytes)));
        Assert.IsGreaterThan(Cases / 2, refused);
        Assert.IsLessThan(Cases, refused);
    }

    [TestMethod]
    public void Damaged_tensor_files_are_read_or_refused()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("w");
        WeightFile.Save(path, TestNetworks.Weights(new NetworkSpec("n", new TensorShape(1, 2, 2), [new Conv(1, 2, 1), new GroupNorm(1, 2), new Conv(2, 1, 1)]), 1));
        int refused = Damage(File.ReadAllBytes(path), bytes => Safetensors.Read(bytes));
        Assert.IsGreaterThan(Cases / 4, refused);
        Assert.IsLessThan(Cases, refused);
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
