import { gaussians, mix } from './random.js';

export const Side = 28, Size = Side * Side;
const Prefix = 'fourier:';

/**
 * Draws `count` latent images z one after the other. `source` is "gaussian" or what the card of a model says of its own noise:
 * "fourier:" and, for each frequency, mean and deviation of its real and of its imaginary part, as float32 in base64.
 */
export function sampleNoise(source, count, seed) {
  const sample = source.startsWith(Prefix) ? fourier(source.slice(Prefix.length)) : source === 'gaussian' ? gaussian : null;
  if (!sample) throw new Error('This model does not generate from noise; its card names no noise source.');
  const z = new Float32Array(count * Size);
  for (let k = 0; k < count; k++) z.set(sample(gaussians(mix(seed, k))), k * Size);
  return z;
}

const gaussian = next => Float32Array.from({ length: Size }, next);

function fourier(base64) {
  const bytes = Uint8Array.from(atob(base64), c => c.charCodeAt(0));
  if (bytes.length !== Size * 16) throw new Error(`Expected Fourier statistics of ${Size * 16} bytes, got ${bytes.length}.`);
  const statistics = new Float32Array(bytes.buffer);
  return next => {
    const re = new Float64Array(Size), im = new Float64Array(Size);
    for (let i = 0; i < Size; i++) {
      const [meanRe, deviationRe, meanIm, deviationIm] = statistics.subarray(i * 4, i * 4 + 4);
      // Taking the real part halves the variance of every frequency that is not its own mirror image; √2 makes up for it.
      const own = 2 * Math.floor(i / Side) % Side === 0 && 2 * (i % Side) % Side === 0, scale = own ? 1 : Math.SQRT2;
      re[i] = meanRe + scale * deviationRe * next();
      im[i] = meanIm + scale * deviationIm * next();
    }
    for (let line = 0; line < Side; line++) inverseLine(re, im, line * Side, 1);
    for (let line = 0; line < Side; line++) inverseLine(re, im, line, Side);
    return Float32Array.from(re);
  };
}

const cos = Array.from({ length: Side }, (_, i) => Math.cos(2 * Math.PI * i / Side));
const sin = Array.from({ length: Side }, (_, i) => Math.sin(2 * Math.PI * i / Side));

function inverseLine(re, im, start, step) {
  const outRe = new Float64Array(Side), outIm = new Float64Array(Side);
  for (let k = 0; k < Side; k++)
    for (let i = 0; i < Side; i++) {
      const at = start + i * step, power = i * k % Side;
      outRe[k] += (re[at] * cos[power] - im[at] * sin[power]) / Side;
      outIm[k] += (re[at] * sin[power] + im[at] * cos[power]) / Side;
    }
  for (let k = 0; k < Side; k++) [re[start + k * step], im[start + k * step]] = [outRe[k], outIm[k]];
}
