import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { distances, loadModel, maxDifference } from './ign.mjs';
import { readSafetensors } from './safetensors.mjs';

const run = promisify(execFile), here = fileURLToPath(new URL('.', import.meta.url));

const near = (actual, expected, tolerance) => {
  const difference = maxDifference(actual, expected);
  assert.ok(difference <= tolerance, `max |difference| is ${difference}, allowed is ${tolerance}`);
};

for (const name of ['fashion-restore', 'fashion-ign']) {
  describe(name, () => {
    let f, shape, y, reference;
    before(async () => {
      reference = await readSafetensors(fileURLToPath(new URL(`../reference/${name}.safetensors`, import.meta.url)));
      ({ shape, data: y } = reference.input);
      ({ f } = await loadModel(fileURLToPath(new URL(`../models/${name}.onnx`, import.meta.url))));
    });

    test('the reference holds eight different images, and f moves those that are no clean pictures', () => {
      assert.deepEqual(shape, [8, 1, 28, 28]);
      const moved = distances(y, reference.output.data, 8);
      assert.ok([1, 3, 4, 5, 6, 7].every(i => moved[i] > 1), `${moved}`);
      assert.equal(new Set(distances(y, new Float32Array(y.length), 8)).size, 8);
    });

    test('f(y) equals the reference', async () => near(await f(y, shape), reference.output.data, 1e-4));

    test('f(f(y)) equals the reference', async () => near(await f(await f(y, shape), shape), reference.twice.data, 1e-4));

    test('an image does not depend on its batch', async () => {
      const together = await f(y, shape);
      const size = y.length / 8;
      for (let i = 0; i < 8; i++) {
        const range = [i * size, (i + 1) * size];
        near(await f(y.slice(...range), [1, 1, 28, 28]), together.subarray(...range), 1e-5);
      }
    });

    test('a wrong shape is an error', async () => {
      await assert.rejects(f(y.slice(0, 27 * 28), [1, 1, 27, 28]), /Got: 27 Expected: 28/);
      await assert.rejects(f(y.slice(0, 784), [784]), /rank/i);
      await assert.rejects(f(y.slice(0, 783), [1, 1, 28, 28]), /size/);
    });
  });
}

describe('a network of any size', () => {
  test('one file runs at every size', async () => {
    const reference = await readSafetensors(fileURLToPath(new URL('../reference/any-size.safetensors', import.meta.url)));
    const { f } = await loadModel(fileURLToPath(new URL('../reference/any-size.onnx', import.meta.url)));
    for (const size of ['16x24', '40x8']) {
      const { shape, data } = reference[`input_${size}`];
      near(await f(data, shape), reference[`output_${size}`].data, 1e-4);
    }
  });
});

// Whether events are kept then is up to ONNX Runtime, which for its own reasons does not do it on build servers.
test('ONNX Runtime finds its telemetry turned off, unless somebody has turned it on', async () => {
  const found = async environment => (await run(process.execPath, ['-e', "import('./ign.mjs').then(() => console.log(process.env.ORT_DISABLE_TELEMETRY))"],
    { cwd: here, env: { ...process.env, ORT_DISABLE_TELEMETRY: undefined, ...environment } })).stdout.trim();
  assert.equal(await found({}), '1');
  assert.equal(await found({ ORT_DISABLE_TELEMETRY: '0' }), '0');
});

describe('safetensors', () => {
  let folder;
  before(async () => { folder = await mkdtemp(join(tmpdir(), 'ign-')); });
  after(() => rm(folder, { recursive: true }));

  const file = async (header, values) => {
    const text = Buffer.from(JSON.stringify(header)), length = Buffer.alloc(8), path = join(folder, 'x.safetensors');
    length.writeBigUInt64LE(BigInt(text.length));
    await writeFile(path, Buffer.concat([length, text, values]));
    return path;
  };
  const values = Buffer.from(Float32Array.of(1.5, -2, 0.25).buffer);

  test('values, shapes and order, at any alignment', async () => {
    for (const pad of ['', 'a', 'ab', 'abc']) {
      const read = await readSafetensors(await file({ __metadata__: { pad }, b: { dtype: 'F32', shape: [2, 1], data_offsets: [4, 12] }, a: { dtype: 'F32', shape: [], data_offsets: [0, 4] } }, values));
      assert.deepEqual(read, { b: { shape: [2, 1], data: Float32Array.of(-2, 0.25) }, a: { shape: [], data: Float32Array.of(1.5) } });
    }
  });

  test('another type, a cut file and another file are errors', async () => {
    await assert.rejects(file({ a: { dtype: 'F16', shape: [2], data_offsets: [0, 4] } }, values).then(readSafetensors), /F16/);
    await assert.rejects(file({ a: { dtype: 'F32', shape: [4], data_offsets: [0, 16] } }, values).then(readSafetensors), /cut short/);
    await assert.rejects(file({ a: { dtype: 'F32', shape: [3], data_offsets: [0, 8] } }, values).then(readSafetensors), /cut short/);
    await assert.rejects(readSafetensors(fileURLToPath(import.meta.url)), /no safetensors file/);
  });
});
