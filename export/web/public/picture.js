import { Side, Size } from './noise.js';

const Fine = 16; // a file is first drawn this much finer, and then averaged, so that thin lines do not vanish
const MaxBytes = 64 * 2 ** 20;

/** Shows an image in [-1, 1] on a canvas of 28×28; values outside are cut. */
export function paint(canvas, image) {
  const pixels = new ImageData(Side, Side);
  for (let i = 0; i < Size; i++) {
    const grey = Math.round((Math.min(1, Math.max(-1, image[i])) + 1) * 127.5);
    pixels.data.set([grey, grey, grey, 255], i * 4);
  }
  canvas.getContext('2d').putImageData(pixels, 0, 0);
}

/** Opens an image file. */
export async function openImage(file) {
  if (file.size > MaxBytes) throw new Error(`“${file.name}” has ${(file.size / 2 ** 20).toFixed(0)} MB; this page opens images of up to ${MaxBytes / 2 ** 20} MB.`);
  try {
    return await createImageBitmap(file);
  } catch {
    throw new Error(`“${file.name}” is not an image that this browser can read. Try a PNG or JPEG file.`);
  }
}

/** The whole picture scaled into 28×28 grey values in [-1, 1]; what it does not fill is black. */
export function toImage(bitmap, invert) {
  const side = Side * Fine, scale = side / Math.max(bitmap.width, bitmap.height);
  const width = Math.max(1, bitmap.width * scale), height = Math.max(1, bitmap.height * scale);
  const context = Object.assign(document.createElement('canvas'), { width: side, height: side }).getContext('2d', { willReadFrequently: true });
  context.fillStyle = invert ? 'white' : 'black';
  context.fillRect(0, 0, side, side);
  context.imageSmoothingQuality = 'high';
  context.drawImage(bitmap, (side - width) / 2, (side - height) / 2, width, height);
  const { data } = context.getImageData(0, 0, side, side), image = new Float32Array(Size);
  for (let p = 0; p < side * side; p++) {
    const at = Math.floor(p / side / Fine) * Side + Math.floor(p % side / Fine);
    image[at] += (0.299 * data[p * 4] + 0.587 * data[p * 4 + 1] + 0.114 * data[p * 4 + 2]) / (Fine * Fine);
  }
  return image.map(grey => (invert ? 255 - grey : grey) / 127.5 - 1);
}

/** Whether the rim of a picture is bright: then it shows something dark on white, and the models know it the other way round. */
export function hasBrightRim(bitmap) {
  const image = toImage(bitmap, true);
  // Inverted, and with white around it, a bright rim is dark. Only rows and columns that the picture fills to the edge are asked.
  const rim = [...image].filter((_, i) => bitmap.width >= bitmap.height ? i % Side === 0 || i % Side === Side - 1 : i < Side || i >= Size - Side);
  const share = Math.min(bitmap.width, bitmap.height) / Math.max(bitmap.width, bitmap.height);
  // The part of that rim that lies beside the picture counts as dark; take it out of the mean.
  const mean = rim.reduce((a, b) => a + b, 0) / rim.length;
  return (mean + 1) / share - 1 < 0;
}

/** Calls `open` with the files that are dropped anywhere on the page. */
export function onDrop(open) {
  for (const type of ['dragenter', 'dragover']) addEventListener(type, event => {
    event.preventDefault();
    document.body.classList.add('over');
  });
  addEventListener('dragleave', event => event.relatedTarget ?? document.body.classList.remove('over'));
  addEventListener('drop', event => {
    event.preventDefault();
    document.body.classList.remove('over');
    open(event.dataTransfer.files);
  });
}
