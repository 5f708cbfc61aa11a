using static TorchSharp.torch;

namespace Ign.MLNet.Training;

/// <summary>
/// Adam (arXiv 1412.6980) on one flat buffer. TorchSharp's own updates tensor by tensor and keeps its state where a checkpoint cannot take
/// it out exactly; here the state is two tensors and a count, and a test holds the steps equal to TorchSharp's.
/// </summary>
/// <param name="values">Parameters, updated in place.</param>
/// <param name="gradients">Their gradients.</param>
/// <param name="beta1">Decay of the mean gradient.</param>
/// <param name="beta2">Decay of the mean squared gradient.</param>
public sealed class Adam(Tensor values, Tensor gradients, double beta1 = 0.9, double beta2 = 0.999) : IDisposable
{
    private const double Epsilon = 1e-8;

    /// <summary>Moving mean of the gradient.</summary>
    public Tensor Mean { get; } = zeros_like(values).DetachFromDisposeScope();

    /// <summary>Moving mean of the squared gradient.</summary>
    public Tensor Square { get; } = zeros_like(values).DetachFromDisposeScope();

    /// <summary>Steps taken.</summary>
    public long Steps { get; set; }

    /// <summary>Takes one step.</summary>
    /// <param name="learningRate">Step size.</param>
    public void Step(double learningRate)
    {
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        Steps++;
        Mean.MoveTo(gradients, 1 - beta1);
        Square.ScaleBy(beta2).AddProduct(gradients, gradients, 1 - beta2);
        double correction1 = 1 - Math.Pow(beta1, Steps), correction2 = 1 - Math.Pow(beta2, Steps);
        var denominator = Square.sqrt().Over(Math.Sqrt(correction2)).Plus(Epsilon);
        values.AddQuotient(Mean, denominator, -learningRate / correction1);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Mean.Dispose();
        Square.Dispose();
    }
}
