"""How far a network looks, from the specification on its card: what NetworkSpec.Halo and SideMultiple are in .NET."""
import math
from collections import namedtuple

# One pixel on its way through the layers, along one side: samples for pixels, and the first and last place that it changes.
Reach = namedtuple("Reach", "samples pixels first last")
SQUARE, WINDOW = 8, 24  # of a dead zone


def smaller(r, kernel, stride, padding):
    return step(r.samples, r.pixels * stride, -((kernel - 1 - r.first - padding) // stride), (r.last + padding) // stride)


def larger(r, kernel, stride, padding):
    return step(r.samples * stride, r.pixels, r.first * stride - padding, r.last * stride - padding + kernel - 1)


def step(samples, pixels, first, last):
    common = math.gcd(samples, pixels)
    return Reach(samples // common, pixels // common, first, last)


def both(a, b):
    return a._replace(first=min(a.first, b.first), last=max(a.last, b.last))


def through(layers, reach, seen):
    for layer in layers:
        reach = one(layer, reach, seen)
        seen.append(reach.pixels)
    return reach


def one(layer, reach, seen):
    kind = layer["layer"]
    if kind == "conv":
        return smaller(reach, layer["kernel"], layer["stride"], layer["padding"])
    if kind == "conv_transpose":
        return larger(reach, layer["kernel"], layer["stride"], layer["padding"])
    if kind == "space_to_depth":
        return smaller(reach, layer["factor"], layer["factor"], 0)
    if kind == "depth_to_space":
        return larger(reach, layer["factor"], layer["factor"], 0)
    if kind == "residual":
        return both(reach, through(layer["body"], reach, seen))
    if kind == "dead_zone":
        changed = both(reach, through(layer["body"], reach, seen))
        gates = smaller(changed, WINDOW, SQUARE, (WINDOW - SQUARE) // 2)
        seen.append(gates.pixels)
        return both(changed, larger(gates, SQUARE, SQUARE, 0))
    if kind in ("activation", "batch_norm", "channel_mask", "channel_scale"):
        return reach
    raise ValueError(f'a layer of the kind "{kind}" may look at a picture as a whole; for other sizes than its own the network does not do.')


def reach_of(spec):
    """What the sides of pictures must be multiples of, and the halo: as many pixels around a part give there what the whole gives."""
    seen = [1]
    through(spec["layers"], Reach(1, 1, 0, 0), seen)
    multiple = math.lcm(*seen)
    reaches = [(pixel, through(spec["layers"], Reach(1, 1, pixel, pixel), seen)) for pixel in range(multiple)]
    return multiple, max(max(pixel - r.first, r.last - pixel) for pixel, r in reaches)
