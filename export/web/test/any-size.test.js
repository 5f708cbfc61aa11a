import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import * as ort from 'onnxruntime-web';
import { readSafetensors } from '../public/safetensors.js';

test('one file for images of any size runs at every size', async () => {
  ort.env.wasm.numThreads = 1;
  const read = name => readFile(new URL(`../../reference/${name}`, import.meta.url));
  const vectors = readSafetensors(await read('any-size.safetensors'));
  const session = await ort.InferenceSession.create(await read('any-size.onnx'), { executionProviders: ['wasm'] });
  for (const [height, width] of [[16, 24], [40, 8]]) {
    const size = `${height}x${width}`;
    const { output } = await session.run({ input: new ort.Tensor('float32', vectors[`input_${size}`].values, [1, 3, height, width]) });
    assert.deepEqual(output.dims, [1, 3, height, width]);
    output.data.forEach((value, i) => assert.ok(Math.abs(value - vectors[`output_${size}`].values[i]) <= 1e-4, `${size}, ${i}`));
  }
});
