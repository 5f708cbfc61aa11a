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
const models = ['fashion-restore', 'fashion-ign'].flatMap(name => [`../models/${name}.onnx`, `../reference/${name}.safetensors`]);

/** Bytes as a script, because a page opened from a folder may run scripts but not fetch files. */
const writePart = (name, bytes) => writeFile(at(`dist/parts/${name}.js`), `part(${JSON.stringify(name)}, "${Buffer.from(bytes).toString('base64')}");\n`);

await rm(at('dist/'), { recursive: true, force: true });
await mkdir(at('dist/parts/'), { recursive: true });
try {
  await esbuild.build({ entryPoints: [at('public/app.js')], bundle: true, format: 'iife', outfile: at('dist/page.js'), logLevel: 'error' });
  for (const file of ['index.html', 'style.css']) await cp(at(`public/${file}`), at(`dist/${file}`));
  for (const provider of ['wasm', 'webgpu']) await cp(at(`${ort}ort.${provider}.min.js`), at(`dist/ort.${provider}.min.js`));
  for (const file of [...runtimes, ...models]) await writePart(basename(file), await readFile(at(file)));
  await writePart('samples.bin', await samples(new URL('../../samples/data/fashion-mnist/', import.meta.url)));
} catch (error) {
  if (error.code !== 'ENOENT') throw error;
  console.error(`${error.path} is missing.${error.path.includes('node_modules') ? ' Run `npm ci` first.' : ''}`);
  process.exit(1);
}
console.log(`Built ${at('dist/index.html')}: open it in a browser.`);
