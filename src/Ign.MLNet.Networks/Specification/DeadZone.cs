using System.Text.Json.Serialization;

namespace Ign.MLNet.Networks;

/// <summary>
/// Leaves alone what the body hardly changes: y = v + g·(body(v) - v). The gate g is 0 where the body changes a place by no more than <paramref name="Still"/>,
/// so that y = v there to the last bit, and 1 where it changes it by <paramref name="Moved"/> or more. In between, g grows linearly with the mean square of the
/// change. A place is a square of 8×8 pixels, its change the root mean square over all channels of the 24×24 pixels around it; beyond the border there is none.
/// Or the place is the <paramref name="Whole"/> image, and its change the root mean square over all values.
/// A network in a dead zone is idempotent wherever it was nearly so. It is trained without one.
/// </summary>
/// <param name="Body">Layers whose output has the shape of their input.</param>
/// <param name="Still">
/// Largest change that counts as none, 0 or more, below <paramref name="Moved"/>; in units of the values: where they lie in [-1, 1], 2/255 is a level of 8
/// bits.
/// </param>
/// <param name="Moved">Smallest change that is made in full.</param>
/// <param name="Whole">
/// Whether an image has one gate: right where the body sees it as a whole and answers with another one, as a generator does, not for photographs.
/// </param>
public sealed record DeadZone(
    IReadOnlyList<Layer> Body, float Still, float Moved, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool Whole = false) : Layer
{
    /// <summary>Side of the squares that have one gate, in pixels; both sides of an image must be multiples of it.</summary>
    public const int Square = 8;

    /// <summary>Side of the windows over which a change is averaged, in pixels.</summary>
    public const int Window = 3 * Square;

    internal const int Margin = (Window - Square) / 2;

    /// <inheritdoc/>
    public override TensorShape OutputShape(TensorShape input)
    {
        if (!(Still >= 0 && Still < Moved) || !float.IsFinite(Moved))
            throw new SpecException($"DeadZone: expected bounds from 0 that rise, got {Still} and {Moved}.");
        if (!Whole && (input.Height % Square != 0 || input.Width % Square != 0))
            throw new SpecException($"DeadZone: expected sides that are multiples of {Square}, got {input}.");
        var output = NetworkSpec.OutputShape(Body, input);
        return output == input ? input : throw new SpecException($"DeadZone: the body makes {output} of {input}; it must keep the shape.");
    }

    internal override IReadOnlyList<LayerList> Bodies => [new("body", Body)];

    /// <summary>The gate is this times the mean square of the change, less <see cref="Offset"/>, between 0 and 1.</summary>
    internal double Slope => 1 / ((double)Moved * Moved - (double)Still * Still);

    internal double Offset => (double)Still * Still * Slope;

    /// <summary>
    /// The same network in a dead zone: by squares where it takes images of any size, else by whole images. Values that were limited to [-1, 1] still are.
    /// </summary>
    /// <param name="network">A network without one.</param>
    /// <param name="still">See <see cref="Still"/>.</param>
    /// <param name="moved">See <see cref="Moved"/>.</param>
    /// <exception cref="SpecException">The bounds or the shape of the images do not fit, or the network has a dead zone or labels.</exception>
    public static WeightSet Around(WeightSet network, float still, float moved)
    {
        var spec = network.Spec;
        if (spec.Layers is [DeadZone, ..]) throw new SpecException("The network has a dead zone already.");
        if (spec.Classes > 0) throw new SpecException("A network that knows labels has no dead zone: labels are no images.");
        Layer[] limit = spec.Layers is [.., Activation { Kind: ActivationKind.Clamp } clamp] ? [clamp] : [];
        var inside = (spec with { Layers = [new DeadZone(spec.Layers, still, moved, !spec.AnySize), .. limit] }).Validated();
        return new WeightSet(inside, network.InOrder.Select(t => t with { Name = Prefix + t.Name }));
    }

    /// <summary>The network without its dead zone; one that has none as it is.</summary>
    /// <param name="network">The network.</param>
    public static WeightSet Without(WeightSet network) => network.Spec.Layers is [DeadZone zone, ..]
        ? new WeightSet((network.Spec with { Layers = zone.Body }).Validated(), network.InOrder.Select(t => t with { Name = t.Name[Prefix.Length..] }))
        : network;

    internal override Layer WithBodies(IReadOnlyList<IReadOnlyList<Layer>> bodies) => this with { Body = bodies[0] };

    internal override AxisReach Reach(AxisReach reach, ref long multiple)
    {
        if (Whole) return base.Reach(reach, ref multiple);
        var changed = reach.With(reach.Through(Body, ref multiple));
        return changed.With(changed.Smaller(Window, Square, Margin).Counted(ref multiple).Larger(Square, Square, 0));
    }

    private const string Prefix = "0.body.";
}
