import { Side } from './noise.js';
import { gaussians } from './random.js';

/**
 * Damages an image in [-1, 1], where -1 is black: blur, then noise, then the mask. These are the definitions that the models were
 * trained with; noise is not cut to [-1, 1].
 */
export function corrupt(image, { blur, noise, seed, mask }) {
  const y = blur > 0 ? blurred(image, blur) : Float32Array.from(image);
  if (noise > 0) {
    const next = gaussians(seed);
    for (let i = 0; i < y.length; i++) y[i] += noise * next();
  }
  for (let row = mask.top; row < Math.min(Side, mask.top + mask.height); row++)
    for (let column = mask.left; column < Math.min(Side, mask.left + mask.width); column++) y[row * Side + column] = -1;
  return y;
}

/** Gaussian blur; the border pixels are repeated outwards. */
function blurred(image, sigma) {
  const radius = Math.ceil(3 * sigma), kernel = [];
  for (let k = -radius; k <= radius; k++) kernel.push(Math.exp(-k * k / (2 * sigma * sigma)));
  const total = kernel.reduce((a, b) => a + b);
  return convolved(convolved(image, 1, Side), Side, 1);

  function convolved(from, stride, step) {
    const to = new Float32Array(from.length);
    for (let line = 0; line < Side; line++)
      for (let i = 0; i < Side; i++) {
        let sum = 0;
        for (let k = -radius; k <= radius; k++)
          sum += kernel[k + radius] * from[line * step + Math.min(Side - 1, Math.max(0, i + k)) * stride];
        to[line * step + i * stride] = sum / total;
      }
    return to;
  }
}
