import Negotiator from 'negotiator';
import type { Metadata, Sharp } from 'sharp';

/** What pictures are made in for readers. */
export const FORMATS = ['avif', 'webp', 'jpeg', 'png'] as const;
export type Format = (typeof FORMATS)[number];

/** What pictures may come in, and are stored in. */
export type MasterFormat = Format | 'gif';

export const MEDIA_TYPES: Readonly<Record<MasterFormat, string>> = {
  jpeg: 'image/jpeg',
  png: 'image/png',
  gif: 'image/gif',
  webp: 'image/webp',
  avif: 'image/avif',
};

/** The format of a picture, if it is one that may come in. HEIF is a family of which AVIF is one. */
export function masterFormat({ format, compression }: Metadata): MasterFormat | null {
  if (format === 'heif') return compression === 'av1' ? 'avif' : null;
  return format === 'jpeg' || format === 'png' || format === 'gif' || format === 'webp' ? format : null;
}

/** Writes a picture that is kept: so that what is made of it later is as good as made of what came. */
export function asMaster(picture: Sharp, format: MasterFormat, { isPalette = false }: Metadata): Sharp {
  switch (format) {
    case 'jpeg':
      return picture.jpeg({ quality: 92, chromaSubsampling: '4:4:4' });
    case 'png':
      return picture.png({ palette: isPalette });
    case 'gif':
      return picture.gif();
    case 'webp':
      return picture.webp({ quality: 92 });
    case 'avif':
      return picture.avif({ quality: 80, effort: 1 });
  }
}

/** Writes a picture for readers. */
export function asRendition(picture: Sharp, format: Format): Sharp {
  switch (format) {
    case 'avif':
      return picture.avif({ quality: 52, effort: 1 });
    case 'webp':
      return picture.webp({ quality: 78 });
    case 'jpeg':
      return picture.flatten({ background: '#fff' }).jpeg({ quality: 80, mozjpeg: true });
    case 'png':
      return picture.png();
  }
}

/**
 * The format for a caller who names none. AVIF and WebP go only to those who say that they know them: with `*` alone
 * come programs of every age.
 */
export function formatFor(accept: string | undefined, masterType: string): Format {
  const accepted = new Negotiator({ headers: { accept: accept ?? '' } }).mediaTypes();
  if (accepted.includes(MEDIA_TYPES.avif)) return 'avif';
  if (accepted.includes(MEDIA_TYPES.webp)) return 'webp';
  return masterType === MEDIA_TYPES.png || masterType === MEDIA_TYPES.gif ? 'png' : 'jpeg';
}
