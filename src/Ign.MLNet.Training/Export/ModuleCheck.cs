using static TorchSharp.torch;

namespace Ign.MLNet.Training;

/// <summary>Adds TorchSharp's interpretation of a network to the check of its export.</summary>
public static class ModuleCheck
{
    /// <summary>Runs the TorchSharp module on the images of a check.</summary>
    /// <param name="check">The check.</param>
    /// <returns>Its difference from the reference, for <see cref="ExportBounds.OfInterpretation"/>; null where libtorch is not there.</returns>
    public static ExportDifference? Run(ExportCheck check)
    {
        ArgumentNullException.ThrowIfNull(check);
        if (!TorchRuntime.IsThere) return null;
        TorchRuntime.Initialize();
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        using var network = new TorchNetwork(check.Source.Weights.Spec);
        network.Load(check.Source.Weights);
        var shape = check.Source.Card.Shape;
        var y = tensor(check.Images.SelectMany(i => i).ToArray()).reshape(-1, shape.Channels, shape.Height, shape.Width);
        for (int k = 0; k < check.Form.Applications; k++) y = network.Forward(y);
        return check.Compare(y.data<float>().ToArray().Chunk(shape.Size));
    }
}
