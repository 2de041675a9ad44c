import { asRendition, type Format } from './picture-format.js';
import { pictureLibrary } from './picture-library.js';
import type { Rendition } from './rendition.js';

const TIMEOUT_SECONDS = 30;
const TRANSPARENT = { r: 255, g: 255, b: 255, alpha: 0 };
const WHITE = { r: 255, g: 255, b: 255, alpha: 1 };

/** Makes a rendition of a stored picture, the first frame of one that moves. */
export async function render(master: Buffer, rendition: Rendition, format: Format): Promise<Buffer> {
  const sharp = await pictureLibrary();
  const { part, size, canvas } = rendition;
  // It was measured when it was taken in, by limits that may have been others then.
  const picture = sharp(master, { limitInputPixels: false, failOn: 'none' });
  // Without a part to take, a JPEG is decoded no larger than it has to be.
  const taken = part ? picture.extract(part) : picture;
  const sized = taken.resize({ ...size, fit: 'fill' });
  const left = Math.floor((canvas.width - size.width) / 2);
  const top = Math.floor((canvas.height - size.height) / 2);
  const right = canvas.width - size.width - left;
  const bottom = canvas.height - size.height - top;
  const background = format === 'jpeg' ? WHITE : TRANSPARENT;
  const framed =
    left + right + top + bottom > 0 ? sized.extend({ left, top, right, bottom, background }) : sized;
  return asRendition(framed, format).timeout({ seconds: TIMEOUT_SECONDS }).toBuffer();
}
