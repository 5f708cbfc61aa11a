using Ign.MLNet.Networks;
using static TorchSharp.torch;

namespace Ign.MLNet.Training;

/// <summary>The TorchSharp interpretation of the layers that take images apart by channels, of their inverses, and of those that know a label.</summary>
internal static class TorchLayers
{
    /// <summary>Applies layers inside another one: the layers, what goes in, and the begin of their paths.</summary>
    internal delegate Tensor Sequence(IReadOnlyList<Layer> layers, Tensor v, string prefix);

    /// <summary>The labels of images, <c>[N, Classes, 1, 1]</c>; null for a network without labels.</summary>
    internal static Tensor? Label(NetworkSpec spec, Tensor y) =>
        spec.Layers is [Conditioned c] ? y.narrow(1, c.ImageChannels, c.Classes).narrow(2, 0, 1).narrow(3, 0, 1) : null;

    /// <summary>What a layer makes of v.</summary>
    internal static Tensor Apply(Layer layer, Tensor v, string path, IReadOnlyDictionary<string, Tensor> p, Tensor? label, Sequence inside) => layer switch
    {
        DeadZone zone => Gated(zone, v, inside(zone.Body, v, path + ".body.")),
        SpaceToDepth move => ToDepth(v, move.Factor),
        DepthToSpace move => ToSpace(v, move.Factor),
        Coupling coupling => Couple(coupling, v, 1, half => inside(coupling.Body, half, path + ".body.")),
        ChannelScale => (v * Factor(p, path)).Plus(Bias(p, path)),
        ChannelMask mask => v * Kept(mask, v),
        Conjugate conjugate => Conjugated(conjugate, v, path, p, inside),
        Conditioned c => cat([inside(c.Body, v, path + ".body."), v.narrow(1, c.ImageChannels, c.Classes)], 1),
        Film film => Modulate(film, v, Convolution.Apply(new Conv(film.Classes, 2 * film.Channels, 1, Bias: false), label!, p[path + ".weight"], null)),
        _ => throw new NotSupportedException($"No TorchSharp interpretation of layer {layer}."),
    };

    private static Tensor Gated(DeadZone zone, Tensor v, Tensor body)
    {
        var change = body - v;
        var square = change.square();
        var mean = zone.Whole
            ? square.mean([1, 2, 3], keepdim: true)
            : nn.functional.avg_pool2d(square.mean([1], keepdim: true), DeadZone.Window, DeadZone.Square, DeadZone.Margin, count_include_pad: true);
        var gate = (mean * zone.Slope - zone.Offset).Between(0, 1);
        if (!zone.Whole) gate = gate.repeat_interleave(DeadZone.Square, 2).repeat_interleave(DeadZone.Square, 3);
        return v.Plus(gate * change);
    }

    private static Tensor Conjugated(Conjugate conjugate, Tensor v, string path, IReadOnlyDictionary<string, Tensor> p, Sequence inside)
    {
        v = inside(conjugate.Middle, inside(conjugate.Map, v, path + ".map."), path + ".middle.");
        for (int i = conjugate.Map.Count - 1; i >= 0; i--) v = Invert(conjugate.Map[i], v, $"{path}.map.{i}", p, inside);
        return v;
    }

    private static Tensor Invert(Layer layer, Tensor v, string path, IReadOnlyDictionary<string, Tensor> p, Sequence inside) => layer switch
    {
        SpaceToDepth move => ToSpace(v, move.Factor),
        DepthToSpace move => ToDepth(v, move.Factor),
        Coupling coupling => Couple(coupling, v, -1, half => inside(coupling.Body, half, path + ".body.")),
        ChannelScale => (v - Bias(p, path)) / Factor(p, path),
        _ => throw new NotSupportedException($"No TorchSharp interpretation of the inverse of layer {layer}."),
    };

    private static Tensor Couple(Coupling coupling, Tensor v, int sign, Func<Tensor, Tensor> body)
    {
        long half = coupling.Channels / 2;
        Tensor first = v.narrow(1, 0, half), second = v.narrow(1, half, half);
        Tensor Sum(Tensor a, Tensor b) => sign > 0 ? a.Plus(b) : a - b;
        return coupling.Second ? cat([Sum(first, body(second)), second], 1) : cat([first, Sum(second, body(first))], 1);
    }

    private static Tensor Kept(ChannelMask mask, Tensor v)
    {
        float[] kept = [.. Enumerable.Range(0, mask.Channels).Select(c => c < mask.Keep ? 1f : 0f)];
        return tensor(kept, v.dtype, v.device).view(1, -1, 1, 1);
    }

    private static Tensor Modulate(Film film, Tensor v, Tensor modulation) =>
        (v * modulation.narrow(1, 0, film.Channels).Plus(1)).Plus(modulation.narrow(1, film.Channels, film.Channels));

    // TorchSharp's pixel_unshuffle orders the channels in another way than ONNX does.
    private static Tensor ToDepth(Tensor v, long f)
    {
        long[] s = v.shape;
        if (MemoryLayout.IsWanted(v))
            return v.reshape(s[0], s[1], s[2] / f, f, s[3] / f, f).permute(0, 2, 4, 3, 5, 1).reshape(s[0], s[2] / f, s[3] / f, s[1] * f * f)
                .permute(0, 3, 1, 2);
        return v.reshape(s[0], s[1], s[2] / f, f, s[3] / f, f).permute(0, 3, 5, 1, 2, 4).reshape(s[0], s[1] * f * f, s[2] / f, s[3] / f);
    }

    private static Tensor ToSpace(Tensor v, long f)
    {
        long[] s = v.shape;
        if (MemoryLayout.IsWanted(v))
            return v.permute(0, 2, 3, 1).reshape(s[0], s[2], s[3], f, f, s[1] / (f * f)).permute(0, 1, 3, 2, 4, 5)
                .reshape(s[0], s[2] * f, s[3] * f, s[1] / (f * f)).permute(0, 3, 1, 2);
        return v.reshape(s[0], f, f, s[1] / (f * f), s[2], s[3]).permute(0, 3, 4, 1, 5, 2).reshape(s[0], s[1] / (f * f), s[2] * f, s[3] * f);
    }

    private static Tensor Factor(IReadOnlyDictionary<string, Tensor> p, string path) => p[path + ".weight"].exp().view(1, -1, 1, 1);

    private static Tensor Bias(IReadOnlyDictionary<string, Tensor> p, string path) => p[path + ".bias"].view(1, -1, 1, 1);
}
