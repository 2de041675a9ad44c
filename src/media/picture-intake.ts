import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import type { Metadata, OutputInfo } from 'sharp';
import { brokenImage, mediaBusy, tooManyPixels, unsupportedMedia } from './media.errors.js';
import { asMaster, masterFormat, type MasterFormat, MEDIA_TYPES } from './picture-format.js';
import { pictureLibrary } from './picture-library.js';

/** A picture that was checked and written anew, in a file. */
export interface TakenPicture {
  readonly path: string;
  readonly mediaType: string;
  readonly bytes: number;
  /** SHA-256 of the file, in hexadecimal. */
  readonly contentHash: string;
  readonly width: number;
  readonly height: number;
  readonly animated: boolean;
}

const MEGAPIXEL = 1_000_000;
const TIMEOUT_SECONDS = 60;

/**
 * Checks a file that came from outside, and writes the picture in it anew: upright, in sRGB, and without anything that
 * is not the picture (where it was taken, with what, by whom). Only its headers are read before its size is known.
 * @param target where the new file goes
 * @throws DomainError UNSUPPORTED_MEDIA, TOO_MANY_PIXELS, BROKEN_IMAGE, MEDIA_BUSY
 */
export async function takeIn(path: string, target: string, megapixels: number): Promise<TakenPicture> {
  const sharp = await pictureLibrary();
  const metadata = await sharp(path, { limitInputPixels: false })
    .metadata()
    .catch(() => null);
  const format = metadata && masterFormat(metadata);
  if (!metadata || !format) throw unsupportedMedia();
  const { width, height, pages = 1 } = metadata;
  if (width * height * pages > megapixels * MEGAPIXEL) throw tooManyPixels(megapixels);
  const animated = pages > 1 && (format === 'gif' || format === 'webp');
  const written = await rewrite(path, target, { format, animated, metadata, megapixels });
  return {
    path: target,
    mediaType: MEDIA_TYPES[format],
    bytes: written.size,
    contentHash: await sha256Of(target),
    width: written.width,
    height: written.pageHeight ?? written.height,
    animated,
  };
}

interface Rewriting {
  readonly format: MasterFormat;
  readonly animated: boolean;
  readonly metadata: Metadata;
  readonly megapixels: number;
}

async function rewrite(
  path: string,
  target: string,
  { format, animated, metadata, megapixels }: Rewriting,
): Promise<OutputInfo> {
  const sharp = await pictureLibrary();
  const picture = sharp(path, { animated, failOn: 'error', limitInputPixels: megapixels * MEGAPIXEL });
  // A film cannot be turned, and formats that have films seldom say which side is up.
  const upright = animated ? picture : picture.autoOrient();
  try {
    return await asMaster(upright, format, metadata).timeout({ seconds: TIMEOUT_SECONDS }).toFile(target);
  } catch (error) {
    const { message } = error as Error;
    if (/timeout/i.test(message)) throw mediaBusy();
    // Of what the system refuses, such as room on the disk, the picture is innocent.
    if (/unix error|no space/i.test(message)) throw error;
    throw brokenImage();
  }
}

async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}
