using Ign.MLNet.Networks;

namespace Ign.MLNet.Benchmarks;

/// <summary>
/// The classic denoiser (Zhang et al., "Beyond a Gaussian denoiser", 2017, arXiv 1608.03981) as a model of this library: y − noise(y), convolutions with
/// rectifiers between them, on values of 0 to 1.
/// </summary>
internal static class DnCnn
{
    /// <summary>Reads the weights as published by its authors, converted to safetensors: <c>0.weight</c>, <c>0.bias</c>, <c>1.weight</c> …</summary>
    internal static IgnModel Load(string path)
    {
        var tensors = Safetensors.Read(path).Tensors.ToDictionary(t => t.Name);
        int depth = tensors.Keys.Count(name => name.EndsWith(".weight", StringComparison.Ordinal));
        var layers = new List<Layer>();
        var named = new List<NamedTensor>();
        for (int i = 0; i < depth; i++)
        {
            NamedTensor weight = tensors[$"{i}.weight"], bias = tensors[$"{i}.bias"];
            if (i == depth - 1) (weight, bias) = (Negated(weight), Negated(bias)); // what the layers find is taken away
            named.Add(weight with { Name = $"0.body.{layers.Count}.weight" });
            named.Add(bias with { Name = $"0.body.{layers.Count}.bias" });
            layers.Add(new Conv(weight.Shape[1], weight.Shape[0], weight.Shape[2], 1, weight.Shape[2] / 2));
            if (i < depth - 1) layers.Add(new Activation(ActivationKind.Relu));
        }
        var source = Source(layers, spec => named);
        return IgnModel.FromBytes(ModelExport.Write(source));
    }

    /// <summary>The published shape, 17 layers of 64 channels, with weights drawn at random: enough to time it.</summary>
    internal static ModelSource Drawn(int channels)
    {
        const int Depth = 17, Width = 64;
        var layers = new List<Layer>();
        for (int i = 0; i < Depth; i++)
        {
            layers.Add(new Conv(i == 0 ? channels : Width, i == Depth - 1 ? channels : Width, 3, 1, 1));
            if (i < Depth - 1) layers.Add(new Activation(ActivationKind.Relu));
        }
        var random = new Random(1);
        // Kernels of that size keep values as large from layer to layer as they are.
        float[] Values(ParameterShape p) => [.. Enumerable.Range(0, (int)p.Count).Select(_ =>
            p.Shape.Count == 1 ? 0 : (float)((random.NextDouble() * 2 - 1) * Math.Sqrt(6.0 / (p.Count / p.Shape[0]))))];
        return Source(layers, spec => spec.ParameterShapes.Select(p => new NamedTensor(p.Name, p.Shape, Values(p))));
    }

    private static ModelSource Source(List<Layer> layers, Func<NetworkSpec, IEnumerable<NamedTensor>> weights)
    {
        var spec = new NetworkSpec("dncnn", new TensorShape(((Conv)layers[0]).In, 64, 64), [new Residual(layers)]) { AnySize = true }.Validated();
        return new ModelSource(new WeightSet(spec, weights(spec)), new IgnModelCard { Name = "dncnn", Shape = spec.Input, Minimum = 0, Maximum = 1 });
    }

    private static NamedTensor Negated(NamedTensor tensor) => tensor with { Data = Array.ConvertAll(tensor.Data, v => -v) };
}
