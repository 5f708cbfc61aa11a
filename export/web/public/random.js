const Bits = 0xFFFFFFFFFFFFFFFFn, Gold = 0x9E3779B97F4A7C15n;

function scramble(z) {
  z = ((z ^ (z >> 30n)) * 0xBF58476D1CE4E5B9n) & Bits;
  z = ((z ^ (z >> 27n)) * 0x94D049BB133111EBn) & Bits;
  return z ^ (z >> 31n);
}

/** A seed of its own for image k of a seed, the same one that `ign generate` takes. */
export const mix = (seed, k) => [BigInt(k), 0n].reduce((z, part) => scramble((z + part + Gold) & Bits), scramble((BigInt(seed) + Gold) & Bits));

/** Standard normal numbers from SplitMix64 with the polar method: the stream of SeededRandom in .NET, number for number. */
export function gaussians(seed) {
  let state = BigInt.asUintN(64, BigInt(seed)), spare = null;
  const uniform = () => {
    state = (state + Gold) & Bits;
    return Number(scramble(state) >> 11n) / 2 ** 53;
  };
  return () => {
    if (spare !== null) {
      const kept = spare;
      spare = null;
      return kept;
    }
    let u, v, s;
    do {
      u = 2 * uniform() - 1;
      v = 2 * uniform() - 1;
      s = u * u + v * v;
    } while (s >= 1 || s === 0);
    const factor = Math.sqrt(-2 * Math.log(s) / s);
    spare = v * factor;
    return u * factor;
  };
}
