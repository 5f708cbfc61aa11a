// node project.js MODEL REFERENCE [--time]: what the browser's runtime on WebAssembly makes of test vectors; needs `npm run build` and Chromium.
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { chromium } from 'playwright-core';
import { readSafetensors } from './public/safetensors.js';

const tolerance = 1e-4;
const largest = (a, b) => a.reduce((max, value, i) => Math.max(max, Math.abs(value - b[i])), 0);
const at = path => fileURLToPath(new URL(path, import.meta.url));

const launch = () => chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox'] });

/** Opens a model in a page that holds the runtimes and nothing else. */
async function open(browser, bytes) {
  const page = await browser.newPage();
  await page.route('**/page.js', route => route.fulfill({ contentType: 'text/javascript', body: '' }));
  await page.goto(new URL('dist/index.html', import.meta.url).href);
  const bundle = await build({ entryPoints: [at('public/runtime.js')], bundle: true, format: 'iife', globalName: 'runtime', write: false });
  await page.addScriptTag({ content: bundle.outputFiles[0].text });
  await page.evaluate(async base64 => {
    const { ort } = await runtime.chooseRuntime('wasm');
    const session = await ort.InferenceSession.create(Uint8Array.from(atob(base64), c => c.charCodeAt(0)), { executionProviders: ['wasm'] });
    globalThis.f = async (images, shape) => (await session.run({ input: new ort.Tensor('float32', images, shape) })).output.data;
  }, bytes.toString('base64'));
  return page;
}

const compare = async (page, { input, output, twice }) => {
  const [once, again] = await page.evaluate(async ([values, shape]) => {
    const fy = Float32Array.from(await f(Float32Array.from(values), shape));
    return [[...fy], [...await f(fy, shape)]];
  }, [[...input.values], input.shape]);
  const difference = Math.max(largest(once, output.values), largest(again, twice.values));
  console.log(`max_difference ${difference.toExponential(2)}`);
  return difference <= tolerance ? 0 : 1;
};

/** Median milliseconds of a call; the sizes take turns, so that a busy moment of the machine hits both. */
const time = async (page, { input }) => {
  const sizes = [1, 16];
  const medians = await page.evaluate(async ([sizes, values, [, ...image], rounds, warmUp]) => {
    const size = image.reduce((a, b) => a * b);
    const batches = sizes.map(n => ({ shape: [n, ...image], images: Float32Array.from({ length: n * size }, (_, i) => values[i % values.length]), times: [] }));
    for (let round = -warmUp; round < rounds; round++)
      for (const { shape, images, times } of batches) {
        const start = performance.now();
        await f(images, shape);
        if (round >= 0) times.push(performance.now() - start);
      }
    return batches.map(({ times }) => times.sort((a, b) => a - b)[rounds >> 1]);
  }, [sizes, [...input.values], input.shape, 101, 10]);
  medians.forEach((median, i) => console.log(`web.latency_ms.${sizes[i]} ${median.toFixed(3)}`));
  return 0;
};

const timed = process.argv.includes('--time');
const [model, reference, ...more] = process.argv.slice(2).filter(argument => argument !== '--time');
if (!reference || more.length > 0) {
  console.error('usage: node project.js MODEL REFERENCE [--time]');
  process.exitCode = 2;
} else {
  let browser;
  try {
    const vectors = readSafetensors(await readFile(reference)), bytes = await readFile(model);
    browser = await launch();
    process.exitCode = await (timed ? time : compare)(await open(browser, bytes), vectors);
  } catch (error) {
    console.error(`project.js: ${error.message.split('\n')[0]}`);
    process.exitCode = 3;
  } finally {
    await browser?.close();
  }
}
