// Puts everything the page needs into dist/, so that dist/index.html works when it is opened from there, without a server and without a network.
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import esbuild from 'esbuild';
import { samples } from './samples.js';

const at = path => fileURLToPath(new URL(path, import.meta.url));
const ort = 'node_modules/onnxruntime-web/dist/';
// The small runtime for WASM, and the large one that also drives WebGPU; a browser loads only the one it uses.
const runtimes = ['ort-wasm-simd-threaded', 'ort-wasm-simd-threaded.asyncify'].flatMap(name => [`${ort}${name}.mjs`, `${ort}${name}.wasm`]);
const models = ['fashion-restore', 'fashion-ign', 'photo'].flatMap(name => [`../models/${name}.onnx`, `../reference/${name}.safetensors`]);

/** Bytes as a script, because a page opened from a folder may run scripts but not fetch files. */
const writePart = (name, bytes) => writeFile(at(`dist/parts/${name}.js`), `part(${JSON.stringify(name)}, "${Buffer.from(bytes).toString('base64')}");\n`);

await rm(at('dist/'), { recursive: true, force: true });
await mkdir(at('dist/parts/'), { recursive: true });
try {
  const bundle = (entry, options) => esbuild.build({ entryPoints: [at(`public/${entry}`)], bundle: true, format: 'iife', logLevel: 'error', ...options });
  await bundle('app.js', { outfile: at('dist/page.js') });
  await bundle('photo.js', { outfile: at('dist/photo.js') });
  await writePart('worker.js', (await bundle('worker.js', { write: false })).outputFiles[0].contents);
  for (const file of ['index.html', 'photo.html', 'style.css']) await cp(at(`public/${file}`), at(`dist/${file}`));
  const scripts = ['wasm', 'webgpu'].map(provider => `${ort}ort.${provider}.min.js`);
  for (const script of scripts) await cp(at(script), at(`dist/${basename(script)}`)); // for the page; as parts for workers
  for (const file of [...scripts, ...runtimes, ...models]) await writePart(basename(file), await readFile(at(file)));
  await writePart('samples.bin', await samples(new URL('../../samples/data/fashion-mnist/', import.meta.url)));
} catch (error) {
  if (error.code !== 'ENOENT') throw error;
  console.error(`${error.path} is missing.${error.path.includes('node_modules') ? ' Run `npm ci` first.' : ''}`);
  process.exit(1);
}
console.log(`Built ${at('dist/index.html')}: open it in a browser.`);
