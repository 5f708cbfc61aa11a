// node project.mjs MODEL [REFERENCE] projects the reference images and compares; with --time: milliseconds per call.
import { basename, dirname, join } from 'node:path';
import { distances, loadModel, maxDifference } from './ign.mjs';
import { readSafetensors } from './safetensors.mjs';
import { latencies } from './time.mjs';

const tolerance = 1e-4;
const timed = process.argv.includes('--time');
const [model, reference, ...more] = process.argv.slice(2).filter(argument => argument !== '--time');

async function compare() {
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

async function time() {
  const sizes = [1, 16];
  (await latencies(model, sizes)).forEach((time, i) => console.log(`node.latency_ms.${sizes[i]} ${time.toFixed(3)}`));
  return 0;
}

if (!model || more.length > 0 || model.startsWith('-')) {
  console.error('usage: node project.mjs MODEL [REFERENCE] [--time]');
  process.exitCode = 2;
} else {
  try {
    process.exitCode = await (timed ? time() : compare());
  } catch (error) {
    console.error(`project.mjs: ${error.message}`);
    process.exitCode = 3;
  }
}
