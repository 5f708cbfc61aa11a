import { Side } from './noise.js';

const Radius = 1.1; // of the brush, in pixels of the 28×28 image

/** Lets mouse, pen and finger draw on a canvas. `image()` gives the picture, `colour()` the value to draw, `changed()` hears of it. */
export function drawOn(canvas, image, colour, changed) {
  let last = null;
  const position = event => {
    const box = canvas.getBoundingClientRect();
    return { x: (event.clientX - box.left) / box.width * Side, y: (event.clientY - box.top) / box.height * Side };
  };
  const line = (from, to) => {
    const steps = Math.ceil(Math.hypot(to.x - from.x, to.y - from.y) * 2) + 1;
    for (let s = 1; s <= steps; s++) dab(image(), from.x + (to.x - from.x) * s / steps, from.y + (to.y - from.y) * s / steps, colour());
    changed();
  };
  canvas.addEventListener('pointerdown', event => {
    if (event.button !== 0 || !image()) return;
    canvas.setPointerCapture(event.pointerId);
    last = position(event);
    line(last, last);
  });
  canvas.addEventListener('pointermove', event => {
    if (!last) return;
    const to = position(event);
    line(last, to);
    last = to;
  });
  for (const end of ['pointerup', 'pointercancel']) canvas.addEventListener(end, () => last = null);
}

/** A round dab whose edge fades over one pixel. */
function dab(image, x, y, value) {
  for (let row = Math.max(0, Math.floor(y - 3)); row < Math.min(Side, y + 3); row++)
    for (let column = Math.max(0, Math.floor(x - 3)); column < Math.min(Side, x + 3); column++) {
      const cover = Math.min(1, Math.max(0, Radius + 0.5 - Math.hypot(column + 0.5 - x, row + 0.5 - y)));
      const at = row * Side + column, drawn = -1 + 2 * cover;
      // White only brightens and black only darkens, so that dabs over each other keep their soft edge.
      image[at] = value > 0 ? Math.max(image[at], drawn) : Math.min(image[at], -drawn);
    }
}
