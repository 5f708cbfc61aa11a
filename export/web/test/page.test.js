import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join } from 'node:path';
import { after, afterEach, before, beforeEach, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { emptyPage, eventually, hang, launch, onGraphicsCard } from '../chromium.js';
import { readSafetensors } from '../public/safetensors.js';

const at = path => fileURLToPath(new URL(path, import.meta.url));
const largest = (a, b) => a.reduce((max, value, i) => Math.max(max, Math.abs(value - b[i])), 0);

const home = new URL('../dist/index.html', import.meta.url).href;

let browser;
before(async () => { browser = await launch(); });
after(() => browser?.close());

/** Runs a model in the page, without its check of itself, and compares f and f∘f with the reference vectors. */
async function agrees(page, name, provider) {
  const { input, output, twice } = readSafetensors(await readFile(at(`../../reference/${name}.safetensors`)));
  const bundle = await build({ entryPoints: [at('../public/model.js')], bundle: true, format: 'iife', globalName: 'models', write: false });
  await page.addScriptTag({ content: bundle.outputFiles[0].text });
  const [ran, once, again] = await page.evaluate(async ([model, wanted, images]) => {
    const loaded = await models.loadModel(model, wanted);
    const fy = await loaded.project(Float32Array.from(images)), ffy = await loaded.project(fy);
    return [loaded.provider, [...fy], [...ffy]];
  }, [name, provider, [...input.values]]);
  assert.equal(ran, provider);
  assert.equal(once.length, 8 * 784);
  assert.ok(largest(once, output.values) <= 1e-4 && largest(again, twice.values) <= 1e-4, `${largest(once, output.values)}, ${largest(again, twice.values)}`);
}

describe('the page', { timeout: hang }, () => {
  let page, foreign, complaints;
  beforeEach(async () => {
    ({ page, foreign, complaints } = await emptyPage(browser));
  });
  afterEach(async () => {
    await page.close();
    assert.deepEqual(foreign, [], 'the page asked a server');
  });

  const open = async () => {
    await page.goto(home);
    await page.waitForSelector('body.ready');
  };
  const choose = async name => {
    await page.selectOption('#model', name);
    await page.waitForFunction(n => document.getElementById('status').textContent.startsWith(`${n} runs`), name);
    await page.waitForSelector('body.ready');
  };
  const number = async id => Number((await page.textContent(`#${id}`)).split(',').at(-1));
  const pixels = id => page.$eval(`#${id}`, canvas => [...canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data]);
  /** Sets a slider and waits until the shown numbers are its. */
  const slide = (id, value) => page.$eval(`#${id}`, (slider, to) => new Promise(done => {
    const shown = document.getElementById('time');
    new MutationObserver((_, observer) => { observer.disconnect(); done(); }).observe(shown, { childList: true });
    slider.value = to;
    slider.dispatchEvent(new Event('input', { bubbles: true }));
  }), String(value));
  const shot = async name => process.env.SCREENSHOTS && page.screenshot({ path: join(process.env.SCREENSHOTS, `${name}.png`), fullPage: true });

  test('restores a damaged sample and says by how much', async () => {
    await open();
    const damaged = Number((await page.textContent('#distances')).split(',')[0]), restored = await number('distances');
    assert.ok(damaged > 12 && damaged < 16, `noise of 0.5 on 784 pixels is a distance near 14, not ${damaged}`);
    assert.ok(restored < damaged / 2, `${restored} of ${damaged}`);
    assert.ok(await number('residual') < await number('displacement') / 20);
    assert.match(await page.textContent('#status'), /^fashion-restore runs on .*; \d\.\de-\d at most from the reference vectors\.$/);
    assert.ok(await page.isHidden('#error'));
    assert.deepEqual(complaints, []);
    await shot('desktop');
  });

  for (const name of ['fashion-restore', 'fashion-ign']) {
    test(`f and f∘f of ${name} are those of the reference vectors`, async () => {
      await open();
      await agrees(page, name, 'wasm');
    });
  }

  test('every slider changes the damage, and without damage there is little to do', async () => {
    await open();
    const noisy = await pixels('y');
    await slide('noise', 0);
    assert.ok(await number('displacement') < 1, 'a clean picture is nearly at rest');
    const clean = await pixels('y');
    assert.notDeepEqual(clean, noisy);
    assert.deepEqual(clean, await pixels('picture'));
    await slide('blur', 1.5);
    const blurred = await pixels('y');
    assert.notDeepEqual(blurred, clean);
    await slide('blur', 0);
    await slide('mask', 12);
    const masked = await pixels('y');
    for (let row = 8; row < 20; row++) for (let column = 8; column < 20; column++) assert.equal(masked[4 * (28 * row + column)], 0);
    assert.notDeepEqual(masked, clean);
    await slide('left', 0);
    assert.notDeepEqual(await pixels('y'), masked);
    assert.equal(await page.textContent('output[for=mask]'), '12');
  });

  test('fashion-ign generates 16 different garments, others for another seed, the same for the same', async () => {
    await open();
    assert.ok(await page.isVisible('#no-source'));
    await page.click('#other');
    await page.waitForFunction(() => document.getElementById('status').textContent.startsWith('fashion-ign runs'));
    await page.waitForFunction(() => document.getElementById('grid').width > 300);
    const tiles = () => page.$eval('#grid', canvas => Array.from({ length: 16 }, (_, k) => canvas.getContext('2d').getImageData(k % 8 * 116, Math.floor(k / 8) * 116, 112, 112).data.join()));
    const first = await tiles();
    assert.equal(new Set(first).size, 16);
    await page.click('#sample');
    await eventually(async () => assert.equal(new Set([...first, ...await tiles()]).size, 32));
    assert.equal(await page.inputValue('#seed'), '2');
    await page.fill('#seed', '1');
    await eventually(async () => assert.deepEqual(await tiles(), first));
    await page.fill('#seed', '-3');
    await page.waitForSelector('#error:not([hidden])');
    assert.match(await page.textContent('#error'), /seed is a whole number/);
    await page.fill('#seed', '1');
    await page.waitForSelector('#error', { state: 'hidden' });
    await shot('generate');
  });

  test('a pen draws, and a cleared picture is black', async () => {
    await open();
    await page.click('#clear');
    await eventually(async () => assert.ok((await pixels('picture')).every((value, i) => value === (i % 4 === 3 ? 255 : 0))));
    const box = await page.locator('#picture').boundingBox();
    await page.mouse.move(box.x + box.width * 0.2, box.y + box.height * 0.5);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.8, box.y + box.height * 0.5, { steps: 5 });
    await page.mouse.up();
    const drawn = await pixels('picture');
    assert.equal(drawn[4 * (28 * 14 + 14)], 255);
    assert.equal(drawn[4 * (28 * 4 + 14)], 0);
    assert.equal(await page.$$eval('#samples [aria-pressed=true]', pressed => pressed.length), 0);
  });

  test('a dark drawing on white paper is opened inverted, and the box takes that back', async () => {
    await open();
    const paper = await page.evaluate(() => {
      const canvas = Object.assign(document.createElement('canvas'), { width: 300, height: 200 }), context = canvas.getContext('2d');
      context.fillStyle = 'white';
      context.fillRect(0, 0, 300, 200);
      context.fillStyle = 'black';
      context.fillRect(100, 50, 100, 100);
      return canvas.toDataURL('image/png').split(',')[1];
    });
    await page.setInputFiles('#file', { name: 'paper.png', mimeType: 'image/png', buffer: Buffer.from(paper, 'base64') });
    await page.waitForSelector('#invert:checked');
    const inverted = await pixels('picture');
    assert.deepEqual([inverted[4 * (28 * 14 + 14)], inverted[4 * (28 * 14 + 1)], inverted[0]], [255, 0, 0]);
    await page.uncheck('#invert');
    const upright = await pixels('picture');
    assert.deepEqual([upright[4 * (28 * 14 + 14)], upright[4 * (28 * 14 + 1)], upright[0]], [0, 255, 0]);
  });

  test('a file that is no picture is said to be none, and the next one opens', async () => {
    await open();
    await page.setInputFiles('#file', { name: 'letter.txt', mimeType: 'text/plain', buffer: Buffer.from('Dear sir') });
    await page.waitForSelector('#error:not([hidden])');
    assert.match(await page.textContent('#error'), /“letter.txt” is not an image/);
    await page.evaluate(() => {
      const canvas = Object.assign(document.createElement('canvas'), { width: 28, height: 28 });
      return new Promise(done => canvas.toBlob(blob => {
        const data = new DataTransfer();
        data.items.add(new File([blob], 'black.png', { type: 'image/png' }));
        dispatchEvent(new DragEvent('drop', { dataTransfer: data, cancelable: true }));
        done();
      }));
    });
    await page.waitForSelector('#error', { state: 'hidden' });
    assert.ok(await page.isEnabled('#invert'));
  });

  test('a missing, a foreign and a wrong model are refused in a sentence, and the one before stays', async () => {
    await open();
    const answers = [
      [null, /fashion-ign is missing/],
      ['hello', /fashion-ign is damaged/],
      [`part('fashion-ign.onnx', '${btoa('hello')}')`, /not an ONNX file|ends too early/],
      [(await readFile(at('../dist/parts/fashion-restore.onnx.js'), 'utf8')).replace('fashion-restore', 'fashion-ign'), /differ by [\d.]+ from the reference vectors/],
    ];
    for (const [answer, message] of answers) {
      await page.route('**/parts/fashion-ign.onnx.js', route => answer === null ? route.abort() : route.fulfill({ contentType: 'text/javascript', body: answer }));
      await page.selectOption('#model', 'fashion-ign');
      await page.waitForFunction(() => document.getElementById('status').textContent === 'Still on fashion-restore.');
      await page.waitForSelector('#error:not([hidden])');
      assert.match(await page.textContent('#error'), message);
      assert.equal(await page.inputValue('#model'), 'fashion-restore');
      await page.unroute('**/parts/fashion-ign.onnx.js');
      await slide('noise', 0.3);
      assert.ok(await number('displacement') > 1);
      await choose('fashion-ign');
      assert.ok(await page.isHidden('#error'));
      await choose('fashion-restore');
    }
  });

  test('the card shows licence and training data, and folds what is long', async () => {
    await open();
    const text = await page.textContent('#card');
    assert.match(text, /license\s*MIT/);
    assert.match(text, /Fashion-MNIST, 60,000 training images/);
    assert.ok(await page.$$eval('#card details', all => all.length) >= 1);
  });

  test('fits a telephone', async () => {
    await page.setViewportSize({ width: 400, height: 800 });
    await open();
    await choose('fashion-ign');
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth) <= 400);
    await shot('telephone');
  });
});

test('runs on WebGPU where there is one, with the same images', { timeout: hang }, context => onGraphicsCard(context, home, async page => {
  await page.waitForSelector('body.ready');
  assert.match(await page.textContent('#status'), /^fashion-restore runs on WebGPU; \d/);
  await agrees(page, 'fashion-ign', 'webgpu');
}));

test('works from a server too', { timeout: hang }, async () => {
  const types = { '.html': 'text/html', '.css': 'text/css', '.js': 'text/javascript' };
  const server = createServer(async (request, response) => {
    const file = request.url === '/' ? '/index.html' : request.url;
    response.setHeader('Content-Type', types[extname(file)]);
    response.end(await readFile(at(`../dist${file}`)));
  });
  await new Promise(listening => server.listen(0, '127.0.0.1', listening));
  const page = await browser.newPage();
  try {
    await page.goto(`http://127.0.0.1:${server.address().port}/`);
    await page.waitForSelector('body.ready');
    assert.match(await page.textContent('#status'), /^fashion-restore runs/);
  } finally {
    await page.close();
    server.closeAllConnections();
    server.close();
  }
});
