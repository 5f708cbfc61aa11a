import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { readCard } from './card.mjs';
import { loadModel } from './ign.mjs';
import { restore } from './photo.mjs';
import { readPicture } from './picture.mjs';
import { reachOf } from './reach.mjs';

const at = path => fileURLToPath(new URL(path, import.meta.url));
const project = (...args) => spawnSync(process.execPath, [at('project.mjs'), ...args], { encoding: 'utf8' });

describe('pictures', () => {
  let folder;
  before(async () => { folder = await mkdtemp(join(tmpdir(), 'ign-')); });
  after(() => rm(folder, { recursive: true }));

  for (const [name, bands] of [['lying.jpg', 3], ['grey.jpg', 1], ['alpha.png', 4], ['tiny.png', 3]]) {
    test(`${name} becomes what ign restore makes of it`, async () => {
      const out = join(folder, `${name}.png`), { status, stdout, stderr } = project(at(`../reference/photo/${name}`), out);
      assert.deepEqual([status, stdout, stderr], [0, '', '']);
      const actual = await readPicture(out), expected = await readPicture(at(`../reference/photo-restored/${name.replace('.jpg', '.png')}`));
      assert.deepEqual([actual.width, actual.height, actual.bands], [expected.width, expected.height, expected.bands]);
      assert.equal(actual.bands, bands);
      assert.ok(expected.data.every((value, i) => Math.abs(value - actual.data[i]) <= 1));
    });
  }

  test('what cannot be done is one line', async () => {
    const picture = at('../reference/photo/tiny.png'), out = join(folder, 'out.png');
    await writeFile(join(folder, 'text.jpg'), 'Dear sir');
    for (const [words, ...args] of [
      [/nowhere\.jpg' cannot be read: .*no such file/, '/nowhere.jpg', out],
      [/text\.jpg' cannot be read: /, join(folder, 'text.jpg'), out],
      [/out\.jpg' cannot be written: the result is a PNG/, picture, 'out.jpg'],
      [/nowhere\/out\.png' cannot be written: /, picture, '/nowhere/out.png'],
      [/nowhere\.onnx' cannot be used: .*no such file/, picture, out, '--model', '/nowhere.onnx'],
      [/tiny\.png' cannot be used: .*not an ONNX file/, picture, out, '--model', picture],
      [/the model fashion-restore takes pictures of 28x28 pixels only, and this one has 19x5/, picture, out, '--model', at('../models/fashion-restore.onnx')],
    ]) {
      const { status, stdout, stderr } = project(...args);
      assert.deepEqual([status, stdout], [3, ''], stderr);
      assert.match(stderr, words);
      assert.equal(stderr.split('\n').length, 2, stderr);
    }
  });

  test('usage', () => {
    for (const args of [[], ['a', 'b', 'c'], ['--help'], ['a.jpg', 'b.png', '--time'], ['a.onnx', '--model', 'b.onnx'], ['a.jpg', 'b.png', '--model']]) {
      const { status, stdout, stderr } = project(...args);
      assert.deepEqual([status, stdout], [2, '']);
      assert.match(stderr, /^usage: node project\.mjs IN OUT\.png \[--model MODEL\]\n/);
    }
  });
});

describe('tiles', () => {
  const load = async name => {
    const card = readCard(await readFile(at(name))), { f } = await loadModel(at(name));
    return { card, f };
  };

  test('the network looks as far as ign inspect says', async () => {
    const { card } = await load('../models/photo.onnx');
    assert.deepEqual(reachOf(JSON.parse(card.spec)), { multiple: 8, halo: 137 });
    assert.throws(() => reachOf({ layers: [{ layer: 'group_norm' }] }), /look at a picture as a whole/);
  });

  test('tiles give what the whole gives, where both sides are cut and where one is', async () => {
    const { card, f } = await load('../models/photo.onnx');
    for (const [width, height] of [[1083, 45], [45, 1083]]) {
      const data = Uint8Array.from({ length: 3 * width * height }, (_, i) => 90 + 60 * Math.sin(i / 50) + 40 * Math.sin(i * i));
      const whole = new Uint8ClampedArray(data.length), [w, h] = [width, height].map(side => Math.ceil(side / 8) * 8);
      const values = new Float32Array(3 * w * h), mirror = (i, side) => i < side ? i : 2 * side - 1 - i;
      for (let c = 0; c < 3; c++) for (let y = 0; y < h; y++) for (let x = 0; x < w; x++)
        values[(c * h + y) * w + x] = data[(mirror(y, height) * width + mirror(x, width)) * 3 + c] / 127.5 - 1;
      const expected = await f(values, [1, 3, h, w]);
      for (let c = 0; c < 3; c++) for (let y = 0; y < height; y++) for (let x = 0; x < width; x++)
        whole[(y * width + x) * 3 + c] = (expected[(c * h + y) * w + x] + 1) * 127.5;
      let tiles = 0, done = 0, most = 0;
      for await (const tile of restore({ width, height, bands: 3, data }, card, f)) {
        tiles++;
        assert.ok(tile.done > done);
        done = tile.done;
        for (let y = 0; y < tile.height; y++) for (let i = 0; i < 3 * tile.width; i++)
          most = Math.max(most, Math.abs(tile.data[y * 3 * tile.width + i] - whole[((tile.top + y) * width + tile.left) * 3 + i]));
      }
      assert.deepEqual([tiles, done], [2, 1]);
      assert.ok(most <= 1, `${most}`);
    }
  });

  test('a network of one channel changes the luma of a colour picture', async () => {
    const card = { minimum: '-1', maximum: '1', shape: '1x1x2', spec: '{"input":{"width":2,"height":1}}', name: 'brighter' };
    const f = async values => values.map(value => value + 20 / 127.5);
    const { value } = await restore({ width: 2, height: 1, bands: 4, data: Uint8Array.of(10, 20, 30, 7, 250, 100, 0, 9) }, card, f).next();
    assert.deepEqual([...value.data], [30, 40, 50, 7, 255, 120, 20, 9]);
  });
});
