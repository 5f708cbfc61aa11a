// A photograph through the network, beside the page, which stays awake meanwhile. The page puts ONNX Runtime in front of this script.
import { readCard } from '../../node/card.mjs';
import { restore } from '../../node/photo.mjs';
import { Tolerance, differenceOf } from './model.js';
import { setUp } from './runtime.js';
import { readSafetensors } from './safetensors.js';

async function work({ provider, glue, binary, model, reference, picture }) {
  const card = readCard(model);
  if (!JSON.parse(card.spec).any_size) throw new Error(`The model takes images of ${card.shape}; expected one that takes photographs of any size.`);
  const ort = setUp(globalThis.ort, glue, binary), session = await ort.InferenceSession.create(model, { executionProviders: [provider] });
  const f = async (values, shape) => {
    const { output } = await session.run({ input: new ort.Tensor('float32', values, shape) });
    return output.data;
  };
  const vectors = readSafetensors(reference), difference = await differenceOf(async values => Float32Array.from(await f(values, vectors.input.shape)), vectors);
  if (!(difference <= Tolerance)) throw new Error(`on ${provider} the results differ by ${difference} from the reference vectors`);
  postMessage({ difference });
  const grey = isGrey(picture.data);
  for await (const tile of restore(grey ? greyOf(picture) : picture, card, f)) {
    if (grey) tile.data = rgbaOf(tile.data);
    postMessage({ tile }, [tile.data.buffer]);
  }
}

onmessage = ({ data }) => work(data).catch(error => postMessage({ error: error.message }));

// A canvas has four bands, whatever the file has. What is grey all over was grey, and is to be grey again.
const isGrey = data => {
  for (let i = 0; i < data.length; i += 4) if (data[i] !== data[i + 1] || data[i] !== data[i + 2]) return false;
  return true;
};
const greyOf = ({ width, height, data }) => ({ width, height, bands: 2, data: data.filter((_, i) => i % 4 === 0 || i % 4 === 3) });
const rgbaOf = data => {
  const rgba = new Uint8ClampedArray(data.length * 2);
  for (let i = 0; i < data.length; i += 2) rgba.set([data[i], data[i], data[i], data[i + 1]], 2 * i);
  return rgba;
};
