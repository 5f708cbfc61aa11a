import { readFile } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';

const Classes = 10, Pixels = 28 * 28;

/** The first test image of every class of Fashion-MNIST, one byte a pixel, in the order of the classes. */
export async function samples(folder) {
  const read = async name => gunzipSync(await readFile(new URL(`t10k-${name}-ubyte.gz`, folder)));
  const images = (await read('images-idx3')).subarray(16), labels = (await read('labels-idx1')).subarray(8);
  const first = Array.from({ length: Classes }, (_, label) => labels.indexOf(label));
  return Buffer.concat(first.map(i => images.subarray(i * Pixels, (i + 1) * Pixels)));
}
