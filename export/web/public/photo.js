import { loadPart } from './parts.js';
import { onDrop, openImage } from './picture.js';
import { builds, whyNoWebGpu } from './runtime.js';

const byId = id => document.getElementById(id);
const before = byId('before').getContext('2d', { willReadFrequently: true }), after = byId('after').getContext('2d', { willReadFrequently: true });

const parts = {}; // what was loaded stays, for the next photograph
let file = null; // the last one opened
let worker = null; // at work on it

const part = (name, what) => parts[name] ??= loadPart(name, what).catch(error => {
  delete parts[name];
  throw error;
});

/** Why a photograph was not restored; nothing if another one took its place. */
function show(error) {
  byId('error').textContent = error?.message ?? '';
  byId('error').hidden = !error;
}

function cancel() {
  worker?.terminate(); // and with it all its memory
  worker = null;
  URL.revokeObjectURL(byId('download').href);
  byId('download').removeAttribute('href');
  byId('download').hidden = true;
}

async function open(chosen) {
  cancel();
  show(null);
  file = chosen;
  try {
    if (!chosen) throw new Error('What was dropped is no file.');
    const bitmap = await openImage(chosen);
    if (file !== chosen) return bitmap.close();
    const { width, height } = bitmap, ratio = devicePixelRatio;
    for (const { canvas } of [before, after]) Object.assign(canvas, { width, height });
    before.drawImage(bitmap, 0, 0);
    bitmap.close();
    Object.assign(byId('stack').style, { width: `${width / ratio}px`, height: `${height / ratio}px` }); // a pixel of the photograph is one of the screen
    byId('work').hidden = false;
    byId('empty').hidden = true;
    byId('name').textContent = `${chosen.name}, ${width} × ${height}`;
    split();
    await restore(chosen);
  } catch (error) {
    if (file !== chosen) return;
    cancel();
    byId('left').textContent = '';
    show(error);
  }
}

async function restore(chosen) {
  const choice = byId('runtime').value, reason = choice === 'wasm' ? '' : await whyNoWebGpu();
  if (choice === 'wasm' || reason) return run(chosen, 'wasm', reason);
  try {
    await run(chosen, 'webgpu', '');
  } catch (error) {
    await run(chosen, 'wasm', error.message);
  }
}

/** The photograph through the network, in a worker of its own. */
async function run(chosen, provider, reason) {
  byId('progress').value = 0;
  byId('left').textContent = 'Loading the network…';
  byId('status').textContent = '';
  after.drawImage(before.canvas, 0, 0);
  const runtime = 'ONNX Runtime', name = builds[provider];
  const [ort, code, glue, binary, model, reference] = await Promise.all([
    part(`ort.${provider}.min.js`, runtime), part('worker.js', 'The worker'), part(`${name}.mjs`, runtime), part(`${name}.wasm`, runtime),
    part('photo.onnx', 'The model photo'), part('photo.safetensors', 'The reference vectors of photo')]);
  if (file !== chosen) return;
  const { width, height } = before.canvas, { data } = before.getImageData(0, 0, width, height);
  const script = URL.createObjectURL(new Blob([ort, '\n', code], { type: 'text/javascript' })); // a page opened from a folder may start no other worker
  const own = worker = new Worker(script);
  let started = performance.now();
  const seconds = () => (performance.now() - started) / 1000;
  await new Promise((resolve, reject) => {
    own.onerror = event => reject(new Error(event.message || 'The worker did not start.'));
    own.onmessage = ({ data: { error, difference, tile } }) => {
      if (error) return reject(new Error(error));
      if (difference !== undefined) {
        started = performance.now();
        byId('left').textContent = '0 %';
        byId('status').textContent = `${provider === 'webgpu' ? 'WebGPU' : 'WebAssembly'}${reason ? ` (${reason})` : ''}; `
          + `${difference.toExponential(1)} at most from the reference vectors.`;
        return;
      }
      after.putImageData(new ImageData(tile.data, tile.width), tile.left, tile.top);
      byId('progress').value = tile.done;
      byId('left').textContent = `${Math.floor(100 * tile.done)} %, about ${time(seconds() * (1 / tile.done - 1))} left`;
      if (tile.done === 1) resolve();
    };
    own.postMessage({ provider, glue, binary, model, reference, picture: { width, height, bands: 4, data } }, [data.buffer]);
  }).finally(() => {
    own.terminate();
    URL.revokeObjectURL(script);
  });
  byId('left').textContent = `Done in ${time(seconds())}.`;
  const blob = await new Promise(resolve => after.canvas.toBlob(resolve));
  if (file !== chosen) return;
  if (!blob) throw new Error('This browser cannot make a PNG of that size.');
  Object.assign(byId('download'), { href: URL.createObjectURL(blob), download: `${chosen.name.replace(/\.[^.]*$/, '')}.restored.png`, hidden: false });
}

const time = seconds => seconds < 90 ? `${Math.ceil(seconds)} s` : `${Math.ceil(seconds / 60)} min`;

/** On the left of the line stands the photograph, on its right the result, however the view is scrolled. */
function split() {
  const x = byId('split').value / 100 * byId('scroll').clientWidth;
  byId('line').style.left = `${x}px`;
  byId('after').style.clipPath = `inset(0 0 0 ${byId('scroll').scrollLeft + x}px)`;
}

/** Hears how far a pointer is dragged on an element. */
function onDrag(element, moved) {
  element.addEventListener('pointerdown', event => {
    if (event.pointerType !== 'mouse' && element === byId('scroll')) return; // fingers scroll without help
    element.setPointerCapture(event.pointerId);
    event.preventDefault();
  });
  element.addEventListener('pointermove', event => element.hasPointerCapture(event.pointerId) && moved(event));
}

onDrag(byId('line'), event => {
  const { left, width } = byId('scroll').getBoundingClientRect();
  byId('split').value = 100 * (event.clientX - left) / width;
  split();
});
onDrag(byId('scroll'), event => byId('scroll').scrollBy(-event.movementX, -event.movementY));
byId('split').addEventListener('input', split);
byId('scroll').addEventListener('scroll', split);
addEventListener('resize', split);

byId('file').addEventListener('change', event => {
  const [chosen] = event.target.files;
  event.target.value = ''; // so that the same file can be opened again
  if (chosen) open(chosen);
});
// A new object, so that what is at work on the old one lets go of it.
byId('runtime').addEventListener('change', () => file && open(new File([file], file.name, { type: file.type })));
onDrop(([dropped]) => open(dropped));
