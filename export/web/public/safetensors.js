/** Reads the float32 tensors of a safetensors file: { name: { shape, values } }. */
export function readSafetensors(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = bytes.length < 8 ? Infinity : Number(view.getBigUint64(0, true));
  if (8 + length > bytes.length) throw new Error('This is not a safetensors file.');
  const header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length)));
  const tensors = {};
  for (const [name, { dtype, shape, data_offsets: range }] of Object.entries(header)) {
    if (name === '__metadata__') continue;
    const count = shape.reduce((a, b) => a * b, 1), start = 8 + length + range[0];
    if (dtype !== 'F32' || range[1] - range[0] !== count * 4 || 8 + length + range[1] > bytes.length)
      throw new Error(`Tensor '${name}': expected ${count} values of type F32.`);
    // A copy, because nothing makes the data begin at a multiple of four bytes.
    tensors[name] = { shape, values: new Float32Array(new Uint8Array(bytes.subarray(start, start + count * 4)).buffer) };
  }
  return tensors;
}
