import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { crc32 } from 'node:zlib';
import { chromium } from '../../../export/web/node_modules/playwright-core/index.mjs';

const at = path => fileURLToPath(new URL(path, import.meta.url));
const photo = await readFile(at('../../data/photos/windows.jpg'));
// In milliseconds: only a hang lasts that long, whatever the machine.
const hang = 600_000;

let server, home, browser, page;
before(async () => {
  server = spawn('dotnet', [at('../bin/cpu/Release/net10.0/WebApi.dll'), '--urls', 'http://127.0.0.1:0'], { stdio: ['ignore', 'pipe', 'inherit'] });
  for await (const line of createInterface({ input: server.stdout })) if ((home = /listening on: (\S+)/.exec(line)?.[1])) break;
  assert.ok(home, 'the server does not listen');
  server.stdout.resume();
  browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox'] });
  page = await browser.newPage({ viewport: { width: 1000, height: 760 } });
  await page.goto(home);
}, { timeout: hang });
after(async () => {
  await browser?.close();
  server?.kill();
});

/** Drops a file on the page, as a hand does, and waits for what the page makes of it. */
async function drop(bytes, name, type) {
  await page.evaluate(([content, called, kind]) => {
    const files = new DataTransfer();
    files.items.add(new File([Uint8Array.from(atob(content), c => c.charCodeAt(0))], called, { type: kind }));
    document.getElementById('drop').dispatchEvent(new DragEvent('drop', { dataTransfer: files, bubbles: true, cancelable: true }));
  }, [bytes.toString('base64'), name, type]);
  await page.waitForFunction(() => !document.getElementById('status').textContent.startsWith('Restoring'), null, { timeout: hang });
}

/** A photograph with normal noise of 25 levels, as a PNG. */
const noisy = async () => Buffer.from(await page.evaluate(async clean => {
  const bitmap = await createImageBitmap(await (await fetch(`data:image/jpeg;base64,${clean}`)).blob());
  const canvas = new OffscreenCanvas(bitmap.width, bitmap.height), context = canvas.getContext('2d');
  context.drawImage(bitmap, 0, 0);
  const pixels = context.getImageData(0, 0, bitmap.width, bitmap.height);
  let state = 1;
  const uniform = () => (state = state * 16807 % 2147483647) / 2147483647;
  for (let i = 0; i < pixels.data.length; i++)
    if (i % 4 < 3) pixels.data[i] += Math.round(25 * Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform()));
  context.putImageData(pixels, 0, 0);
  const bytes = new Uint8Array(await (await canvas.convertToBlob({ type: 'image/png' })).arrayBuffer());
  return btoa(Array.from(bytes, byte => String.fromCharCode(byte)).join(''));
}, photo.toString('base64')), 'base64');

/** PSNR of what the page shows in an image element, against the clean photograph. */
const psnr = id => page.evaluate(async ([shown, clean]) => {
  const pixels = async source => {
    const bitmap = await createImageBitmap(source), context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d');
    context.drawImage(bitmap, 0, 0);
    return context.getImageData(0, 0, bitmap.width, bitmap.height).data;
  };
  const a = await pixels(document.getElementById(shown)), b = await pixels(await (await fetch(`data:image/jpeg;base64,${clean}`)).blob());
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] - b[i]) ** 2;
  return 10 * Math.log10(255 ** 2 / (sum / (a.length * 3 / 4)));
}, [id, photo.toString('base64')]);

const post = (body, headers = {}) => fetch(`${home}/restore`, { method: 'POST', body, headers });

async function refused(response, status, words) {
  assert.equal(response.status, status);
  assert.match(response.headers.get('content-type'), /^application\/problem\+json/);
  assert.match((await response.json()).detail, words);
}

test('a dropped photograph is restored, and the slider uncovers it', { timeout: hang }, async () => {
  await drop(await noisy(), 'windows.png', 'image/png');
  assert.ok(await page.isHidden('#error'), await page.textContent('#error'));
  assert.match(await page.textContent('#status'), /^windows\.png: values moved by 2\d\.\d of 255 levels/);
  const [was, is] = [await psnr('before'), await psnr('after')];
  assert.ok(is > was + 8, `${was} dB, restored ${is} dB`);

  const figure = page.locator('#pictures'), shot = async to => {
    await page.locator('#at').fill(String(to));
    return figure.screenshot();
  };
  const [all, none] = [await shot(0), await shot(100)];
  assert.notDeepEqual(all, none);
  await page.locator('#at').fill('50');
  if (process.env.SCREENSHOTS) await page.screenshot({ path: join(process.env.SCREENSHOTS, 'webapi.png'), fullPage: true });
});

test('the page says what is wrong with a file, and goes on', { timeout: hang }, async () => {
  await drop(Buffer.from('no picture'), 'notes.txt', 'text/plain');
  assert.equal(await page.textContent('#error'), 'notes.txt: The file is neither PNG nor JPEG.');
  assert.ok(await page.isHidden('#result'));
  await drop(photo, 'windows.jpg', 'image/jpeg');
  assert.ok(await page.isHidden('#error') && await page.isVisible('#result'));
});

test('what cannot be restored is refused with a reason', { timeout: hang }, async () => {
  await refused(await post(Buffer.from('no picture')), 415, /neither PNG nor JPEG/);
  await refused(await post(new Uint8Array(0)), 400, /no body/);
  await refused(await post(photo.subarray(0, photo.length / 2)), 400, /damaged/);
  await refused(await post(Buffer.alloc((16 << 20) + 1)), 413, /16 MiB/);
  // A header of 30,000 x 30,000 pixels in a few bytes: refused before it is decoded.
  const bomb = Buffer.from(await (await post(photo)).arrayBuffer());
  bomb.writeUInt32BE(30_000, 16);
  bomb.writeUInt32BE(30_000, 20);
  bomb.writeUInt32BE(crc32(bomb.subarray(12, 29)), 29);
  await refused(await post(bomb), 413, /30000x30000 pixels/);
});

test('a photograph that lies on its side is turned upright', { timeout: hang }, async () => {
  const wide = await readFile(at('../../../tests/photos/budgie-piazza-gae-aulenti.jpg'));
  const exif = Buffer.from('ffe1002245786966000049492a0008000000010012010300010000000600000000000000', 'hex');
  const size = async body => {
    const png = Buffer.from(await (await post(body)).arrayBuffer());
    return [png.readUInt32BE(16), png.readUInt32BE(20)];
  };
  const [width, height] = await size(wide);
  assert.notEqual(width, height);
  assert.deepEqual(await size(Buffer.concat([wide.subarray(0, 2), exif, wide.subarray(2)])), [height, width]);
});

test('the answer says how far the photograph was moved', { timeout: hang }, async () => {
  const response = await post(photo);
  assert.equal(response.headers.get('content-type'), 'image/png');
  const moved = Number(response.headers.get('Ign-Displacement')), levels = Number(response.headers.get('Ign-Displacement-Levels'));
  assert.ok(moved > 0 && Math.abs(levels - 127.5 * moved / Math.sqrt(3 * 240 * 240)) < 0.01, `${moved}, ${levels}`);
});
