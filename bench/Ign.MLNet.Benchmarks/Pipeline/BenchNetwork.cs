using Ign.MLNet.Networks;

namespace Ign.MLNet.Benchmarks;

/// <summary>A network under test, as model and as a file, for those who only read files.</summary>
internal sealed class BenchNetwork
{
    private const string Restorer = "export/models/fashion-restore.onnx";

    private BenchNetwork(string name, string description, string path, int rows)
    {
        Name = name;
        Description = description;
        Path = path;
        Rows = rows;
        Model = IgnModel.Load(path);
    }

    /// <summary>Name in result lines: the side of the image.</summary>
    internal string Name { get; }

    internal string Description { get; }

    internal string Path { get; }

    /// <summary>Rows of one pass.</summary>
    internal int Rows { get; }

    internal IgnModel Model { get; }

    /// <summary>The restorer that the repository ships.</summary>
    internal static BenchNetwork Shipped(int rows)
    {
        return new BenchNetwork("28", $"{Restorer}, 28×28×1", BenchRepository.At(Restorer), rows);
    }

    /// <summary>The paper's network for CelebA with random weights: how fast it is does not depend on what it has learned.</summary>
    internal static BenchNetwork Paper(string folder, int rows)
    {
        var spec = Dcgan.For(new(3, 64, 64));
        byte[] bytes = OnnxModelWriter.Write(spec, RandomWeights.Of(spec, seed: 1), new IgnModelCard { Name = "dcgan64-random", Shape = spec.Input });
        string path = System.IO.Path.Combine(folder, "dcgan64.onnx");
        File.WriteAllBytes(path, bytes);
        return new BenchNetwork("64", $"DCGAN autoencoder of the paper's size, 64×64×3, {spec.ParameterCount / 1e6:0.0} M random weights", path, rows);
    }
}
