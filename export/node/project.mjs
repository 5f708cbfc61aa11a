// node project.mjs IN OUT.png restores a picture; node project.mjs MODEL [REFERENCE] compares with test vectors, with --time: milliseconds per call.
import { readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { readCard } from './card.mjs';
import { distances, loadModel, maxDifference } from './ign.mjs';
import { restore } from './photo.mjs';
import { readSafetensors } from './safetensors.mjs';
import { latencies } from './time.mjs';

const usage = `usage: node project.mjs IN OUT.png [--model MODEL]
       node project.mjs MODEL [REFERENCE] [--time]`;
const tolerance = 1e-4;

/** Says which file an error is about. */
const naming = (path, use, work) => work.catch(error => { throw new Error(`'${path}' cannot be ${use}: ${error.message}`); });

async function picture(from, to, model) {
  const { readPicture, writePicture } = await import('./picture.mjs');
  if (!to.endsWith('.png')) throw new Error(`'${to}' cannot be written: the result is a PNG; give it a name that ends in .png.`);
  const image = await naming(from, 'read', readPicture(from));
  const card = await naming(model, 'used', readFile(model).then(readCard)), { f } = await naming(model, 'used', loadModel(model));
  const data = new Uint8Array(image.data.length);
  for await (const tile of restore(image, card, f)) {
    const stride = tile.width * image.bands;
    for (let row = 0; row < tile.height; row++)
      data.set(tile.data.subarray(row * stride, (row + 1) * stride), ((tile.top + row) * image.width + tile.left) * image.bands);
  }
  await naming(to, 'written', writePicture({ ...image, data }, to));
  return 0;
}

async function compare(model, reference) {
  const expected = await readSafetensors(reference ?? join(dirname(model), '..', 'reference', basename(model, '.onnx') + '.safetensors'));
  const { f } = await loadModel(model);
  const { shape, data: y } = expected.input;
  const fy = await f(y, shape);
  const ffy = await f(fy, shape);

  const [displacements, residuals] = [distances(y, fy, shape[0]), distances(fy, ffy, shape[0])];
  displacements.forEach((d, i) => console.log(`image ${i}: displacement ${d.toFixed(4)}, residual ${residuals[i].toFixed(4)}`));
  const difference = Math.max(maxDifference(fy, expected.output.data), maxDifference(ffy, expected.twice.data));
  console.log(`max_difference ${difference.toExponential(2)}`);
  return difference <= tolerance ? 0 : 1;
}

async function time(model) {
  const sizes = [1, 16];
  (await latencies(model, sizes)).forEach((time, i) => console.log(`node.latency_ms.${sizes[i]} ${time.toFixed(3)}`));
  return 0;
}

/** What the arguments ask for; null for nothing that there is. */
function asked() {
  const options = { model: { type: 'string' }, time: { type: 'boolean' } };
  const { values, positionals: [first, second, ...more] } = parseArgs({ options, allowPositionals: true });
  if (!first || more.length > 0) return null;
  if (second && !second.endsWith('.safetensors'))
    return values.time ? null : () => picture(first, second, values.model ?? fileURLToPath(new URL('../models/photo.onnx', import.meta.url)));
  return values.model ? null : () => values.time ? time(first) : compare(first, second);
}

let work = null;
try {
  work = asked();
} catch {
  // An option that there is not.
}
if (!work) {
  console.error(usage);
  process.exitCode = 2;
} else {
  try {
    process.exitCode = await work();
  } catch (error) {
    console.error(`project.mjs: ${error.message.trim().replace(/\s+/g, ' ')}`);
    process.exitCode = 3;
  }
}
