using TorchSharp;
using static TorchSharp.torch;

namespace Ign.MLNet.Training;

/// <summary>
/// Arithmetic of tensors with numbers. TorchSharp 0.107 turns a number into an object that nothing keeps alive while the native call reads it: a
/// garbage collection at that moment, started by any other thread, frees it, and the call fails or computes with whatever lies there. Here the
/// object lives until the call is over. The sum of two tensors is concerned, too; differences, products and quotients of two are
/// not. Steps of a training use these methods and not the operators.
/// </summary>
internal static class TensorArithmetic
{
    private static readonly Scalar s_one = 1; // the factor that TorchSharp's sum of two tensors passes along

    /// <summary>a + b.</summary>
    internal static Tensor Plus(this Tensor a, Tensor b) => a.add(b, s_one);

    /// <summary>v²; TorchSharp's own is a power with a number.</summary>
    internal static Tensor Squared(this Tensor v) => v * v;

    /// <summary>v · factor.</summary>
    internal static Tensor Times(this Tensor v, double factor)
    {
        using Scalar number = factor;
        return v.mul(number);
    }

    /// <summary>v / divisor.</summary>
    internal static Tensor Over(this Tensor v, double divisor)
    {
        using Scalar number = divisor;
        return v.div(number);
    }

    /// <summary>v ← v · factor.</summary>
    internal static Tensor ScaleBy(this Tensor v, double factor)
    {
        using Scalar number = factor;
        return v.mul_(number);
    }

    /// <summary>v + term.</summary>
    internal static Tensor Plus(this Tensor v, double term)
    {
        using Scalar number = term;
        return v.add(number, s_one);
    }

    /// <summary>number − v.</summary>
    internal static Tensor SubtractedFrom(this Tensor v, double number) => v.neg().Plus(number);

    /// <summary>The larger of v and a number.</summary>
    internal static Tensor AtLeast(this Tensor v, double least)
    {
        using Scalar number = least;
        return v.clamp_min(number);
    }

    /// <summary>v, kept between two numbers.</summary>
    internal static Tensor Between(this Tensor v, double least, double most)
    {
        using Scalar low = least, high = most;
        return v.clamp(low, high);
    }

    /// <summary>1 where v ≥ number, else 0, of v's type.</summary>
    internal static Tensor IsAtLeast(this Tensor v, double number)
    {
        using Scalar bound = number;
        return v.ge(bound).to(v.dtype);
    }

    /// <summary>v for v ≥ 0, slope · v below.</summary>
    internal static Tensor LeakyRelu(this Tensor v, double slope)
    {
        using Scalar number = slope;
        return v.leaky_relu(number);
    }

    /// <summary>v ← v + share · (target − v).</summary>
    internal static Tensor MoveTo(this Tensor v, Tensor target, double share)
    {
        using Scalar number = share;
        return v.add_(target - v, number);
    }

    /// <summary>v ← v + factor · a · b.</summary>
    internal static Tensor AddProduct(this Tensor v, Tensor a, Tensor b, double factor)
    {
        using Scalar number = factor;
        return v.addcmul_(a, b, number);
    }

    /// <summary>v ← v + factor · a / b.</summary>
    internal static Tensor AddQuotient(this Tensor v, Tensor a, Tensor b, double factor)
    {
        using Scalar number = factor;
        return v.addcdiv_(a, b, number);
    }
}
