// Moves the divider of a pair: with the mouse or a finger anywhere on the picture, or with the keys of the hidden range input.
for (const frame of document.querySelectorAll('.frame')) {
  const range = frame.querySelector('input');
  const show = () => frame.style.setProperty('--at', range.value + '%');
  const follow = event => {
    const box = frame.getBoundingClientRect();
    range.value = 100 * (event.clientX - box.left) / box.width;
    show();
  };
  range.addEventListener('input', show);
  frame.addEventListener('pointerdown', event => {
    frame.setPointerCapture(event.pointerId);
    range.focus({ preventScroll: true, focusVisible: false });
    follow(event);
  });
  frame.addEventListener('pointermove', event => {
    if (frame.hasPointerCapture(event.pointerId)) follow(event);
  });
}
// Says how many pairs really show, for whoever checks the page.
addEventListener('load', () => {
  const drawn = [...document.querySelectorAll('.pair')].filter(pair => [...pair.querySelectorAll('img')].every(image => image.naturalWidth > 0));
  document.documentElement.dataset.rendered = drawn.length;
});
