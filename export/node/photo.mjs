// A picture through a network, tile by tile; Node.js and the page of ../web share it.
import { reachOf } from './reach.mjs';

const Tile = 1024; // pixels that count along a side of a tile, at most: a tile takes less than 1 GB, and its halo costs little

/**
 * f of a picture { width, height, bands, data }: bytes of grey, grey and alpha, RGB or RGBA, rows from the top. `f(values, [1, C, H, W])` is the network,
 * `card` what its file says. Yields each tile { left, top, width, height, data } of the result, and how much of the work is `done`, 0 to 1. Alpha stays.
 */
export async function* restore(picture, card, f) {
  const tiles = tilesOf(picture, card), work = tiles.map(({ x, y }) => (x.end - x.start) * (y.end - y.start)), all = work.reduce((a, b) => a + b);
  let done = 0;
  for (const [i, tile] of tiles.entries()) {
    const { values, shape } = toValues(picture, tile, card);
    const data = toBytes(picture, tile, card, await f(values, shape), shape), { x, y } = tile;
    done += work[i];
    yield { left: x.first, top: y.first, width: x.last - x.first, height: y.last - y.first, data, done: done / all };
  }
}

function tilesOf({ width, height }, card) {
  const spec = JSON.parse(card.spec), own = spec.input;
  if (!spec.any_size && (width !== own.width || height !== own.height))
    throw new Error(`the model ${card.name} takes pictures of ${own.width}x${own.height} pixels only, and this one has ${width}x${height}.`);
  const { multiple, halo } = spec.any_size ? reachOf(spec) : { multiple: 1, halo: 0 };
  return axis(height, multiple, halo).flatMap(y => axis(width, multiple, halo).map(x => ({ x, y, multiple })));
}

/** What counts of each tile, first to last, and what the network sees; tiles begin and end at multiples, so that it sees each pixel in its own place. */
function axis(length, multiple, halo) {
  const count = Math.ceil(length / Tile), at = tile => Math.floor(length * tile / count);
  return Array.from({ length: count }, (_, i) => ({
    first: at(i), last: at(i + 1),
    start: Math.floor(Math.max(0, at(i) - halo) / multiple) * multiple,
    end: Math.min(length, Math.ceil((at(i + 1) + halo) / multiple) * multiple),
  }));
}

const rangeOf = card => ({ least: Number(card.minimum), scale: (card.maximum - card.minimum) / 255 });
const luma = (data, at) => 0.299 * data[at] + 0.587 * data[at + 1] + 0.114 * data[at + 2];
const coloursOf = bands => bands < 3 ? 1 : 3;

/** Reflections with the edge repeated, as often as it takes: 0 1 2 | 2 1 0 | 0 1. */
function mirrored(at, length) {
  const place = at % (2 * length);
  return place < length ? place : 2 * length - 1 - place;
}

/** The tile as float32 [1, C, H, W]; sides are filled up to multiples on the right and at the bottom. */
function toValues({ width, bands, data }, { x, y, multiple }, card) {
  const channels = parseInt(card.shape), colours = coloursOf(bands), { least, scale } = rangeOf(card);
  const filled = side => Math.ceil((side.end - side.start) / multiple) * multiple, columns = filled(x), rows = filled(y), plane = rows * columns;
  const values = new Float32Array(channels * plane), places = Array.from({ length: columns }, (_, i) => (x.start + mirrored(i, x.end - x.start)) * bands);
  for (let row = 0, to = 0; row < rows; row++) {
    const line = (y.start + mirrored(row, y.end - y.start)) * width * bands;
    for (let column = 0; column < columns; column++, to++) {
      const from = line + places[column];
      for (let c = 0; c < channels; c++)
        values[c * plane + to] = (channels < colours ? luma(data, from) : data[colours < channels ? from : from + c]) * scale + least;
    }
  }
  return { values, shape: [1, channels, rows, columns] };
}

/** What counts of the result: the colours themselves, their mean for grey, or the change of luma added to all three; and the alpha of the picture. */
function toBytes({ width, bands, data }, { x, y }, card, values, [, channels, rows, columns]) {
  const colours = coloursOf(bands), { least, scale } = rangeOf(card), plane = rows * columns;
  const result = new Uint8ClampedArray((y.last - y.first) * (x.last - x.first) * bands);
  let to = 0;
  for (let row = y.first; row < y.last; row++)
    for (let column = x.first; column < x.last; column++) {
      const at = (row - y.start) * columns + column - x.start, from = (row * width + column) * bands;
      const level = c => (values[c * plane + at] - least) / scale;
      for (let c = 0; c < colours; c++) {
        if (channels === colours) result[to++] = level(c);
        else result[to++] = channels < colours ? data[from + c] + level(0) - luma(data, from) : (level(0) + level(1) + level(2)) / 3;
      }
      if (bands > colours) result[to++] = data[from + colours];
    }
  return result;
}
