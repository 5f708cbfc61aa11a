import assert from 'node:assert/strict';
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { after, afterEach, before, beforeEach, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import * as ort from 'onnxruntime-web';
import { emptyPage, eventually, hang, launch, onGraphicsCard } from '../chromium.js';

const at = path => fileURLToPath(new URL(path, import.meta.url));
const home = new URL('../dist/photo.html', import.meta.url).href;
const photos = new URL('../../../tests/photos/', import.meta.url);
const done = page => page.waitForSelector('#download:not([hidden])');
const expected = name => at(`../../reference/photo-restored/${name.replace('.jpg', '.png')}`);

/** Largest difference of a file's pixels from those that the page offers as a file. */
const difference = (page, file) => readFile(file, 'base64').then(base64 => page.evaluate(async base64 => {
  const pixels = async blob => {
    const bitmap = await createImageBitmap(blob), context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d');
    context.drawImage(bitmap, 0, 0);
    return context.getImageData(0, 0, bitmap.width, bitmap.height);
  };
  const a = await pixels(await (await fetch(`data:image/png;base64,${base64}`)).blob());
  const link = document.getElementById('download'), canvas = document.getElementById('after');
  const response = await new Promise(resolve => {
    const request = new XMLHttpRequest();
    Object.assign(request, { responseType: 'blob', onload: () => resolve(request.response) });
    request.open('GET', link.href);
    request.send();
  });
  const b = await pixels(response);
  if (a.width !== b.width || a.height !== b.height || canvas.width !== b.width) return `${a.width}x${a.height}, ${b.width}x${b.height}, ${canvas.width}`;
  return a.data.reduce((most, value, i) => Math.max(most, Math.abs(value - b.data[i])), 0);
}, base64));

describe('a photograph', { timeout: hang }, () => {
  let browser, page, foreign, complaints;
  before(async () => { browser = await launch(); });
  after(() => browser?.close());
  beforeEach(async () => {
    ({ page, foreign, complaints } = await emptyPage(browser));
    await page.goto(home);
    // Every sentence about the progress, as it is shown.
    await page.evaluate(() => {
      globalThis.said = [];
      new MutationObserver(() => said.push(document.getElementById('left').textContent)).observe(document.getElementById('left'), { childList: true });
    });
  });
  afterEach(async () => {
    await page.close();
    assert.deepEqual(foreign, [], 'the page asked a server');
  });

  const shot = async name => process.env.SCREENSHOTS && page.screenshot({ path: join(process.env.SCREENSHOTS, `${name}.png`), fullPage: true });
  /** Drops a mosaic of the test photographs, with noise, as a file of that size; `mosaic` is its canvas. */
  const drop = async (width, height) => {
    const names = (await readdir(photos)).filter(name => name.endsWith('.jpg'));
    await page.evaluate(async ([width, height, files]) => {
      const context = new OffscreenCanvas(width, height).getContext('2d'), side = 190;
      globalThis.mosaic = context;
      const bitmaps = await Promise.all(files.map(async base64 => createImageBitmap(await (await fetch(`data:image/jpeg;base64,${base64}`)).blob())));
      for (let y = 0, i = 0; y < height; y += side) for (let x = 0; x < width; x += side, i++) context.drawImage(bitmaps[i % bitmaps.length], x, y);
      const pixels = context.getImageData(0, 0, width, height);
      for (let i = 0, state = 1; i < pixels.data.length; i++) {
        state = (state * 48271) % 2147483647;
        if (i % 4 < 3) pixels.data[i] += state % 61 - 30;
        else pixels.data[i] = 255;
      }
      context.putImageData(pixels, 0, 0);
      const data = new DataTransfer();
      data.items.add(new File([await context.canvas.convertToBlob()], 'mosaic.png', { type: 'image/png' }));
      dispatchEvent(new DragEvent('drop', { dataTransfer: data, cancelable: true }));
    }, [width, height, await Promise.all(names.map(name => readFile(new URL(name, photos), 'base64')))]);
  };

  for (const name of ['lying.jpg', 'grey.jpg', 'alpha.png', 'tiny.png'])
    test(`${name} becomes what ign restore makes of it`, async () => {
      await page.setInputFiles('#file', at(`../../reference/photo/${name}`));
      await done(page);
      assert.ok(await difference(page, expected(name)) <= 1, `${await difference(page, expected(name))}`);
      assert.equal(await page.getAttribute('#download', 'download'), `${name.split('.')[0]}.restored.png`);
      assert.match(await page.textContent('#status'), /^Web(Assembly|GPU).*; \d\.\de-\d at most from the reference vectors\.$/);
      assert.deepEqual(complaints, []);
      await shot(`photo-${name.split('.')[0]}`);
    });

  test('of some megapixels is restored tile by tile, with its progress, as if it were one piece', async () => {
    const [width, height] = [2150, 1070];
    await drop(width, height);
    await page.waitForFunction(() => document.getElementById('progress').value > 0.4);
    await shot('photo-half');
    await done(page);
    const said = await page.evaluate(() => globalThis.said);
    const percents = said.filter(text => /^\d+ %, about \d+ (s|min) left$/.test(text)).map(text => parseInt(text));
    assert.equal(percents.length, 6, `${said}`);
    assert.ok(percents.every((percent, i) => i === 0 || percent > percents[i - 1]), `${percents}`);
    assert.equal(percents[5], 100);
    assert.match(said.at(-1), /^Done in \d+ (s|min)\.$/);
    await shot('photo-large');

    // Around a corner where four tiles meet: the network on a piece that holds all that is seen from there.
    const [left, top, side, room] = [520, 344, 384, 160], [x, y] = [Math.floor(width / 3), height / 2];
    const read = context => page.evaluate(([context, left, top, side]) => {
      const from = context === 'mosaic' ? mosaic : document.getElementById('after').getContext('2d');
      return [...from.getImageData(left, top, side, side).data];
    }, [context, left, top, side]);
    const [noisy, restored] = [await read('mosaic'), await read('after')];
    assert.ok([x - left, y - top, left + side - x, top + side - y].every(distance => distance > room));
    ort.env.wasm.numThreads = 1;
    const session = await ort.InferenceSession.create(await readFile(at('../../models/photo.onnx')), { executionProviders: ['wasm'] });
    const values = Float32Array.from({ length: 3 * side * side }, (_, i) => noisy[4 * (i % (side * side)) + Math.floor(i / side / side)] / 127.5 - 1);
    const { output } = await session.run({ input: new ort.Tensor('float32', values, [1, 3, side, side]) });
    let most = 0, moved = 0;
    for (let row = room; row < side - room; row++) for (let column = room; column < side - room; column++) for (let c = 0; c < 3; c++) {
      const at = row * side + column, level = (output.data[c * side * side + at] + 1) * 127.5;
      most = Math.max(most, Math.abs(level - restored[4 * at + c]));
      moved = Math.max(moved, Math.abs(level - noisy[4 * at + c]));
    }
    assert.ok(most <= 1 && moved > 20, `${most}, ${moved}`);
  });

  test('is let go of when another one is chosen', async () => {
    await drop(1500, 1100);
    await page.waitForFunction(() => document.getElementById('progress').value > 0);
    await page.setInputFiles('#file', at('../../reference/photo/lying.jpg'));
    await done(page);
    await eventually(() => assert.equal(page.workers().length, 0));
    assert.ok(await difference(page, expected('lying.jpg')) <= 1);
    assert.match(await page.textContent('#name'), /^lying\.jpg, \d+ × \d+$/);
    await page.selectOption('#runtime', 'wasm');
    await page.waitForSelector('#download', { state: 'hidden' });
    await done(page);
    assert.match(await page.textContent('#status'), /^WebAssembly; /);
    assert.ok(await difference(page, expected('lying.jpg')) <= 1);
    assert.deepEqual(complaints, []);
  });

  test('stands at 1:1, before and after on either side of a line that moves', async () => {
    await drop(1500, 1100);
    await page.waitForSelector('#after');
    await page.waitForFunction(() => document.getElementById('after').width === 1500);
    const box = await page.locator('#after').boundingBox();
    assert.deepEqual([box.width, box.height], [1500, 1100]);
    const clip = () => page.$eval('#after', canvas => parseFloat(canvas.style.clipPath.split(' ')[3]));
    const seen = await page.$eval('#scroll', view => view.clientWidth);
    assert.equal(await clip(), seen / 2);
    await page.fill('#split', '100');
    assert.equal(await clip(), seen);
    const line = await page.locator('#line').boundingBox(), y = line.y + 100;
    await page.mouse.move(line.x + line.width / 2 - 2, y);
    await page.mouse.down();
    await page.mouse.move(line.x + line.width / 2 - 302, y);
    await page.mouse.up();
    assert.ok(Math.abs(await clip() - (seen - 302)) <= 2, `${await clip()}`);
    await page.mouse.move(line.x - 600, y);
    await page.mouse.down();
    await page.mouse.move(line.x - 700, y - 50);
    await page.mouse.up();
    assert.deepEqual(await page.$eval('#scroll', view => [view.scrollLeft, view.scrollTop]), [100, 50]);
    await page.waitForFunction(want => Math.abs(parseFloat(document.getElementById('after').style.clipPath.split(' ')[3]) - want) <= 2, seen - 202);
  });

  test('that is none, and a missing or damaged network, are said in a sentence, and the next one opens', async () => {
    await page.setInputFiles('#file', { name: 'letter.txt', mimeType: 'text/plain', buffer: Buffer.from('Dear sir') });
    await page.waitForSelector('#error:not([hidden])');
    assert.match(await page.textContent('#error'), /“letter.txt” is not an image/);
    const model = await readFile(at('../dist/parts/fashion-restore.onnx.js'), 'utf8');
    for (const [answer, message] of [
      [null, /The model photo is missing/],
      ['hello', /The model photo is damaged/],
      [model.replace('fashion-restore', 'photo'), /The model takes images of 1x28x28/],
    ]) {
      await page.route('**/parts/photo.onnx.js', route => answer === null ? route.abort() : route.fulfill({ contentType: 'text/javascript', body: answer }));
      await page.setInputFiles('#file', at('../../reference/photo/tiny.png'));
      await eventually(async () => assert.match(await page.textContent('#error'), message));
      assert.ok(await page.isVisible('#error'));
      assert.ok(await page.isHidden('#download'));
      await page.unroute('**/parts/photo.onnx.js');
      await page.reload();
    }
    await page.setInputFiles('#file', at('../../reference/photo/tiny.png'));
    await done(page);
    assert.ok(await page.isHidden('#error'));
  });

  test('fits a telephone', async () => {
    await page.setViewportSize({ width: 400, height: 800 });
    await page.setInputFiles('#file', at('../../reference/photo/lying.jpg'));
    await done(page);
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth) <= 400);
    await shot('photo-telephone');
  });
});

test('a photograph on WebGPU, where there is one', { timeout: hang }, context => onGraphicsCard(context, home, async page => {
  await page.setInputFiles('#file', at('../../reference/photo/lying.jpg'));
  await done(page);
  assert.match(await page.textContent('#status'), /^WebGPU; \d/);
  assert.ok(await difference(page, expected('lying.jpg')) <= 1);
}));
