import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { Size, sampleNoise } from '../public/noise.js';
import { readSafetensors } from '../public/safetensors.js';

test('noise is that of .NET, number for number', async () => {
  const { input } = readSafetensors(await readFile(new URL('../../reference/fashion-ign.safetensors', import.meta.url)));
  // The second half of the test vectors' inputs is Gaussian noise; its k-th image has seed k.
  for (const seed of [4, 5, 6, 7]) {
    const drawn = sampleNoise('gaussian', 1, seed);
    drawn.forEach((value, i) => assert.ok(Math.abs(value - input.values[seed * Size + i]) <= 5e-7, `${seed}, ${i}`)); // the file's were scaled once in 32 bits
  }
});
