import { corrupt } from './corrupt.js';
import { drawOn } from './draw.js';
import { distance, loadModel } from './model.js';
import { Side, Size, sampleNoise } from './noise.js';
import { loadPart } from './parts.js';
import { hasBrightRim, onDrop, openImage, paint, toImage } from './picture.js';

const byId = id => document.getElementById(id);
const Names = ['T-shirt', 'Trousers', 'Pullover', 'Dress', 'Coat', 'Sandal', 'Shirt', 'Sneaker', 'Bag', 'Boot'];
const Images = 16, Columns = 8, Scale = 4;

let model = null; // the loaded model
let picture = new Float32Array(Size).fill(-1); // x, before any damage
let file = null; // the bitmap that x was made of, if it came from a file
let noiseSeed = 1;

function show(error) {
  byId('error').textContent = error?.message ?? '';
  byId('error').hidden = !error;
}

/** Runs `work` whenever it is asked to, one run at a time; of requests that come while it runs only the last counts. */
function latest(work) {
  let running = false, again = false;
  return async () => {
    again = true;
    if (running) return;
    running = true;
    try {
      while (again) {
        again = false;
        await work();
      }
    } catch (error) {
      show(error);
    } finally {
      running = false;
    }
  };
}

// Loading takes a while. Whoever switches twice gets the second model, whichever arrives first.
const load = latest(async () => {
  const name = byId('model').value;
  byId('status').textContent = `Loading ${name}…`;
  document.body.classList.remove('ready');
  try {
    const next = await loadModel(name, byId('runtime').value);
    await model?.release();
    model = next;
  } catch (error) {
    byId('status').textContent = model ? `Still on ${model.card.name}.` : 'No model.';
    if (model) byId('model').value = model.card.name;
    throw error;
  }
  const { provider, reason, difference, card } = model;
  const runs = provider === 'webgpu' ? 'WebGPU' : 'WebAssembly';
  byId('status').textContent = `${card.name} runs on ${runs}${reason ? ` (${reason})` : ''}; ${difference.toExponential(1)} at most from the reference vectors.`;
  showCard(card);
  show(null);
  await Promise.all([project(), generate()]);
});

const project = latest(async () => {
  if (!model) return;
  const value = id => Number(byId(id).value);
  const y = corrupt(picture, { blur: value('blur'), noise: value('noise'), seed: noiseSeed, mask: { left: value('left'), top: value('top'), width: value('mask'), height: value('mask') } });
  const start = performance.now();
  const fy = await model.project(y), ffy = await model.project(fy);
  const elapsed = performance.now() - start;
  paint(byId('y'), y);
  paint(byId('fy'), fy);
  paint(byId('ffy'), ffy);
  byId('displacement').textContent = distance(y, fy).toFixed(3);
  byId('residual').textContent = distance(fy, ffy).toFixed(3);
  byId('distances').textContent = `${distance(y, picture).toFixed(2)}, ${distance(fy, picture).toFixed(2)}`;
  byId('time').textContent = elapsed.toFixed(1);
  document.body.classList.add('ready');
});

const generate = latest(async () => {
  if (!model) return;
  const source = model.card.noise_source ?? 'none', none = source === 'none';
  byId('no-source').hidden = !none;
  byId('source').hidden = none;
  if (none) return;
  const seed = byId('seed');
  if (!seed.checkValidity() || seed.value === '') throw new Error(`The seed is a whole number from ${seed.min} to ${seed.max}.`);
  const images = await model.project(sampleNoise(source, Images, seed.value));
  const grid = byId('grid'), tile = Object.assign(document.createElement('canvas'), { width: Side, height: Side });
  Object.assign(grid, { width: Columns * (Side + 1) * Scale, height: Images / Columns * (Side + 1) * Scale });
  const context = grid.getContext('2d');
  context.imageSmoothingEnabled = false;
  for (let k = 0; k < Images; k++) {
    paint(tile, images.subarray(k * Size, (k + 1) * Size));
    context.drawImage(tile, k % Columns * (Side + 1) * Scale, Math.floor(k / Columns) * (Side + 1) * Scale, Side * Scale, Side * Scale);
  }
  show(null);
});

/** The card, its name and use first; what is long folds. */
function showCard(card) {
  const long = 120, first = ['name', 'version', 'intended_use', 'limits', 'license'];
  const known = first.filter(key => card[key]), others = Object.keys(card).filter(key => card[key] && !first.includes(key));
  byId('card').replaceChildren(...[...known, ...others].flatMap(key => {
    const text = card[key];
    const term = document.createElement('dt'), value = document.createElement('dd');
    term.textContent = key.replaceAll('_', ' ');
    if (text.length <= long) {
      value.textContent = text;
    } else {
      const details = document.createElement('details'), summary = document.createElement('summary'), body = document.createElement('pre');
      summary.textContent = `${text.length.toLocaleString('en')} characters`;
      body.textContent = text;
      details.append(summary, body);
      value.append(...(text.includes(' ') && text.length < 400 ? [text] : [details]));
    }
    return [term, value];
  }));
}

function setPicture(image, pressed = null) {
  picture = image;
  paint(byId('picture'), picture);
  for (const button of byId('samples').children) button.setAttribute('aria-pressed', String(button === pressed));
  project();
}

function setFile(bitmap) {
  file?.close();
  file = bitmap;
  byId('invert').disabled = !bitmap;
  byId('invert').checked = bitmap !== null && hasBrightRim(bitmap);
  if (bitmap) setPicture(toImage(bitmap, byId('invert').checked));
}

async function open(files) {
  try {
    if (files.length === 0) throw new Error('What was dropped is no file.');
    setFile(await openImage(files[0]));
    show(null);
  } catch (error) {
    show(error);
  }
}

async function loadSamples() {
  const bytes = await loadPart('samples.bin', 'The file of sample pictures');
  byId('samples').replaceChildren(...Names.map((name, i) => {
    const image = Float32Array.from(bytes.subarray(i * Size, (i + 1) * Size), grey => grey / 127.5 - 1);
    const button = Object.assign(document.createElement('button'), { type: 'button', title: name });
    const canvas = Object.assign(document.createElement('canvas'), { width: Side, height: Side });
    button.setAttribute('aria-label', name);
    paint(canvas, image);
    button.append(canvas);
    button.addEventListener('click', () => {
      setFile(null);
      setPicture(Float32Array.from(image), button);
    });
    return button;
  }));
  byId('samples').lastElementChild.click();
}

function showValue(slider) {
  document.querySelector(`output[for=${slider.id}]`).textContent = slider.value;
}

for (const slider of document.querySelectorAll('input[type=range]')) {
  showValue(slider);
  slider.addEventListener('input', () => {
    showValue(slider);
    project();
  });
}
byId('reseed').addEventListener('click', () => {
  noiseSeed++;
  project();
});
byId('model').addEventListener('change', load);
byId('runtime').addEventListener('change', load);
byId('seed').addEventListener('input', generate);
byId('sample').addEventListener('click', () => {
  byId('seed').value = (Number(byId('seed').value) + 1) % (Number(byId('seed').max) + 1);
  generate();
});
byId('other').addEventListener('click', () => {
  byId('model').value = 'fashion-ign';
  load();
});
byId('file').addEventListener('change', event => {
  open(event.target.files);
  event.target.value = ''; // so that the same file can be opened again
});
byId('invert').addEventListener('change', () => setPicture(toImage(file, byId('invert').checked)));
byId('clear').addEventListener('click', () => {
  setFile(null);
  setPicture(new Float32Array(Size).fill(-1));
});
drawOn(byId('picture'), () => picture, () => Number(document.querySelector('input[name=pen]:checked').value), () => setPicture(picture));

onDrop(open);

loadSamples().catch(show);
load();
