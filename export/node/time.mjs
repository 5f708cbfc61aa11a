import { loadModel } from './ign.mjs';

/** Median milliseconds of one call per batch size, one thread; the sizes take turns, so that a busy moment of the machine hits all of them. */
export async function latencies(path, sizes, rounds = 101, warmUp = 10) {
  const { f, shape: [, ...image] } = await loadModel(path, { intraOpNumThreads: 1, interOpNumThreads: 1 });
  const values = image.reduce((a, b) => a * b, 1);
  const batches = sizes.map(n => ({ shape: [n, ...image], images: Float32Array.from({ length: n * values }, (_, i) => Math.sin(i)), times: [] }));
  for (let round = -warmUp; round < rounds; round++) {
    for (const { shape, images, times } of batches) {
      const start = performance.now();
      await f(images, shape);
      if (round >= 0) times.push(performance.now() - start);
    }
  }
  return batches.map(({ times }) => times.sort((a, b) => a - b)[rounds >> 1]);
}
