// A page that was opened from a folder may not fetch files, but it may run scripts. So every file that it needs lies in the folder as a script
// that hands over its bytes, written by build.js.
const waiting = new Map();

globalThis.part = (name, base64) => {
  const text = atob(base64), bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  waiting.get(name)?.(bytes);
};

/** The bytes of a file of the folder. `what` begins the sentence that says it is missing. */
export async function loadPart(name, what) {
  let bytes = null;
  waiting.set(name, handed => bytes = handed);
  try {
    await runScript(`parts/${name}.js`, what);
  } finally {
    waiting.delete(name);
  }
  if (!bytes) throw new Error(`${what} is damaged (parts/${name}.js). Run \`npm run build\` again.`);
  return bytes;
}

/** Runs a script of the folder. */
export function runScript(path, what) {
  const script = Object.assign(document.createElement('script'), { src: path });
  return new Promise((resolve, reject) => {
    script.onload = resolve;
    script.onerror = () => reject(new Error(`${what} is missing (${path}). Run \`npm run build\` again.`));
    document.head.append(script);
  }).finally(() => script.remove());
}
