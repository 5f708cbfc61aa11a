// How far a network looks, from the specification on its card: what NetworkSpec.Halo and SideMultiple are in .NET.

const divisor = (a, b) => b === 0 ? a : divisor(b, a % b);

/** One pixel on its way through the layers, along one side: `samples` values for `pixels` pixels, and the first and last place that it changes. */
function step(samples, pixels, first, last) {
  const common = divisor(samples, pixels);
  return { samples: samples / common, pixels: pixels / common, first, last };
}

const smaller = (r, kernel, stride, padding) =>
  step(r.samples, r.pixels * stride, Math.ceil((r.first + padding - kernel + 1) / stride), Math.floor((r.last + padding) / stride));
const larger = (r, kernel, stride, padding) => step(r.samples * stride, r.pixels, r.first * stride - padding, r.last * stride - padding + kernel - 1);
const both = (a, b) => ({ ...a, first: Math.min(a.first, b.first), last: Math.max(a.last, b.last) });

const Square = 8, Window = 24; // of a dead zone

function through(layers, start, count) {
  return layers.reduce((reach, layer) => {
    const next = one(layer, reach, count);
    count(next.pixels);
    return next;
  }, start);
}

function one(layer, reach, count) {
  switch (layer.layer) {
    case 'conv': return smaller(reach, layer.kernel, layer.stride, layer.padding);
    case 'conv_transpose': return larger(reach, layer.kernel, layer.stride, layer.padding);
    case 'space_to_depth': return smaller(reach, layer.factor, layer.factor, 0);
    case 'depth_to_space': return larger(reach, layer.factor, layer.factor, 0);
    case 'residual': return both(reach, through(layer.body, reach, count));
    case 'dead_zone': {
      const changed = both(reach, through(layer.body, reach, count)), gates = smaller(changed, Window, Square, (Window - Square) / 2);
      count(gates.pixels);
      return both(changed, larger(gates, Square, Square, 0));
    }
    case 'activation': case 'batch_norm': case 'channel_mask': case 'channel_scale': return reach;
    default: throw new Error(`a layer of the kind "${layer.layer}" may look at a picture as a whole; for other sizes than its own the network does not do.`);
  }
}

/** What the sides of pictures must be multiples of, and the halo: as many pixels around a part give there what the whole gives. */
export function reachOf(spec) {
  let multiple = 1, halo = 0;
  const count = pixels => multiple = multiple / divisor(multiple, pixels) * pixels;
  through(spec.layers, step(1, 1, 0, 0), count);
  for (let pixel = 0; pixel < multiple; pixel++) {
    const { first, last } = through(spec.layers, step(1, 1, pixel, pixel), count);
    halo = Math.max(halo, pixel - first, last - pixel);
  }
  return { multiple, halo };
}
