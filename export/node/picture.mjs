import { readFile } from 'node:fs/promises';
import sharp from 'sharp';

/** Reads a picture upright, in sRGB or grey, 8 bits: { width, height, bands, data }. */
export async function readPicture(path) {
  const file = await readFile(path);
  const { space } = await sharp(file).metadata();
  const grey = space === 'b-w' || space === 'grey16';
  const { data, info } = await sharp(file).autoOrient().toColourspace(grey ? 'b-w' : 'srgb').raw().toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, bands: info.channels, data };
}

/** Writes a picture as PNG. */
export const writePicture = ({ width, height, bands, data }, path) =>
  sharp(data, { raw: { width, height, channels: bands } }).toColourspace(bands < 3 ? 'b-w' : 'srgb').png().toFile(path);
