import { readCard } from '../../node/card.mjs';
import { Size, Side } from './noise.js';
import { loadPart } from './parts.js';
import { chooseRuntime } from './runtime.js';
import { readSafetensors } from './safetensors.js';

/** A provider whose results differ more than this from the reference vectors is not used. */
export const Tolerance = 1e-4;

/** Loads a model by name. `choice` is "auto", "webgpu" or "wasm"; where WebGPU fails or computes something else, WASM takes its place. */
export async function loadModel(name, choice) {
  const bytes = await loadPart(`${name}.onnx`, `The model ${name}`);
  const card = readCard(bytes);
  if (card.shape !== `1x${Side}x${Side}`) throw new Error(`The model takes images of ${card.shape}; this page makes images of 1x${Side}x${Side}.`);
  const reference = readSafetensors(await loadPart(`${name}.safetensors`, `The reference vectors of ${name}`));

  const wanted = await chooseRuntime(choice);
  try {
    return await open(wanted, card, bytes, reference);
  } catch (error) {
    if (wanted.provider === 'wasm') throw error;
    return open({ ...await chooseRuntime('wasm'), reason: error.message }, card, bytes, reference);
  }
}

async function open({ ort, provider, reason }, card, bytes, reference) {
  const session = await ort.InferenceSession.create(bytes, { executionProviders: [provider] });
  const model = new Model(ort, session, card, provider, reason);
  model.difference = await differenceOf(images => model.project(images), reference);
  if (model.difference <= Tolerance) return model;
  await model.release();
  throw new Error(`on ${provider} the results differ by ${model.difference} from the reference vectors`);
}

class Model {
  #ort;
  #session;
  #last = Promise.resolve();

  constructor(ort, session, card, provider, reason) {
    Object.assign(this, { card, provider, reason });
    this.#ort = ort;
    this.#session = session;
  }

  /** f of a batch of images, one after the other, NCHW in [-1, 1]. */
  project(images) {
    const run = async () => {
      const input = new this.#ort.Tensor('float32', images, [images.length / Size, 1, Side, Side]);
      const { output } = await this.#session.run({ input });
      return Float32Array.from(output.data);
    };
    // A session runs one batch at a time.
    return this.#last = this.#last.catch(() => {}).then(run);
  }

  /** Frees the memory of the session once its runs are over. */
  release() {
    return this.#last = this.#last.catch(() => {}).then(() => this.#session.release());
  }
}

/** Largest difference of f(x) and f(f(x)) from reference vectors; NaN if the model computes NaN. */
export async function differenceOf(f, { input, output, twice }) {
  const once = await f(input.values);
  return Math.max(largest(once, output.values), largest(await f(once), twice.values));
}

const largest = (a, b) => a.reduce((max, value, i) => Math.max(max, Math.abs(value - b[i])), 0);

/** Euclidean distance of two images: the displacement of y and f(y), the residual of f(y) and f(f(y)). */
export const distance = (a, b) => Math.sqrt(a.reduce((sum, value, i) => sum + (value - b[i]) ** 2, 0));
