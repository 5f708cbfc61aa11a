import { readFile } from 'node:fs/promises';
import { endianness } from 'node:os';

/** Reads the F32 tensors of a safetensors file: { name: { shape, data: Float32Array } }. */
export async function readSafetensors(path) {
  if (endianness() !== 'LE') throw new Error('safetensors are little-endian, this machine is not.');
  const file = await readFile(path);
  const length = file.length < 8 ? Infinity : Number(file.readBigUInt64LE(0));
  if (length > file.length - 8) throw new Error(`${path} is no safetensors file, or cut short.`);
  const { __metadata__, ...entries } = JSON.parse(file.toString('utf8', 8, 8 + length));
  const values = file.subarray(8 + length);
  return Object.fromEntries(Object.entries(entries).map(([name, { dtype, shape, data_offsets: [start, end] }]) => {
    if (dtype !== 'F32') throw new Error(`${path}: ${name} is ${dtype}, expected F32.`);
    const size = 4 * shape.reduce((a, b) => a * b, 1);
    if (start < 0 || end > values.length || end - start !== size) throw new Error(`${path}: ${name} is cut short.`);
    return [name, { shape, data: new Float32Array(new Uint8Array(values.subarray(start, end)).buffer) }]; // a copy, because offsets need not be aligned
  }));
}
