// Which ONNX Runtime runs the models. WebGPU needs the larger runtime, so that it is loaded only where there is an adapter.
import { loadPart, runScript } from './parts.js';

export const builds = { wasm: 'ort-wasm-simd-threaded', webgpu: 'ort-wasm-simd-threaded.asyncify' };
const loaded = {};

async function start(provider) {
  const what = 'ONNX Runtime';
  await runScript(`ort.${provider}.min.js`, what);
  return setUp(globalThis.ort, ...await Promise.all(['mjs', 'wasm'].map(kind => loadPart(`${builds[provider]}.${kind}`, what))));
}

/** Tells ONNX Runtime where its parts are: bytes, because nothing may be fetched. */
export function setUp(ort, glue, binary) {
  ort.env.wasm.wasmPaths = { mjs: URL.createObjectURL(new Blob([glue], { type: 'text/javascript' })) };
  ort.env.wasm.wasmBinary = binary.buffer;
  ort.env.wasm.numThreads = 1; // more would need cross-origin isolation, which only a server gives
  ort.env.logLevel = 'error';
  return ort;
}

async function load(provider) {
  loaded[provider] ??= start(provider);
  return loaded[provider].catch(error => {
    delete loaded[provider];
    throw error;
  });
}

/**
 * Picks the runtime for a choice "auto", "webgpu" or "wasm".
 * Returns the runtime, its provider, and why it is not the one that was asked for.
 */
export async function chooseRuntime(choice) {
  const reason = choice === 'wasm' ? '' : await whyNoWebGpu();
  if (choice !== 'wasm' && !reason) {
    try {
      return { ort: await load('webgpu'), provider: 'webgpu', reason };
    } catch (error) {
      return { ort: await load('wasm'), provider: 'wasm', reason: error.message };
    }
  }
  return { ort: await load('wasm'), provider: 'wasm', reason };
}

export async function whyNoWebGpu() {
  if (!navigator.gpu) return 'this browser has no WebGPU here';
  const adapter = await navigator.gpu.requestAdapter().catch(() => null);
  return adapter ? '' : 'WebGPU finds no adapter';
}
