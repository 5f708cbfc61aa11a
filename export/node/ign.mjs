import { InferenceSession, Tensor } from 'onnxruntime-node';

// ONNX Runtime would keep a file of events in the user's cache and send it to its maker.
process.env.ORT_DISABLE_TELEMETRY ??= '1';

/** Loads a model. f(images, shape) gives the projections of float32 images [N, C, H, W] in the model's range, as a Float32Array. */
export async function loadModel(path, options = {}) {
  const session = await InferenceSession.create(path, options);
  const f = async (images, shape) => (await session.run({ input: new Tensor('float32', images, shape) }, ['output'])).output.data;
  return { f, shape: session.inputMetadata[0].shape };
}

/** Largest |a - b|; NaN if a value is NaN, so that no comparison with a tolerance passes. */
export function maxDifference(a, b) {
  if (a.length !== b.length) throw new Error(`Expected ${b.length} values, got ${a.length}.`);
  return a.reduce((most, value, i) => Math.max(most, Math.abs(value - b[i])), 0);
}

/** ‖a - b‖₂ of each of the count images. */
export function distances(a, b, count) {
  const size = a.length / count;
  return Array.from({ length: count }, (_, n) => Math.sqrt(a.subarray(n * size, (n + 1) * size).reduce((sum, value, i) => sum + (value - b[n * size + i]) ** 2, 0)));
}
