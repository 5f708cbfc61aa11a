using Ign.MLNet.Networks;

namespace Ign.MLNet.Benchmarks;

/// <summary>The arithmetic of a network, counted from its layers.</summary>
internal static class NetworkWork
{
    /// <summary>Floating-point operations of one application to one image: two for each multiplication that is added up.</summary>
    internal static double Forward(NetworkSpec spec)
    {
        double operations = 0;
        var shape = spec.Input;
        foreach (var layer in spec.Layers)
        {
            var output = layer.OutputShape(shape);
            operations += 2.0 * layer switch
            {
                Conv c => (double)output.Size * c.In * c.Kernel * c.Kernel,
                ConvTranspose c => (double)shape.Size * c.Out * c.Kernel * c.Kernel,
                _ => 0,
            };
            shape = output;
        }
        return operations;
    }
}
