import type Sharp from 'sharp';

const READABLE = ['Jpeg', 'Png', 'Nsgif', 'Webp', 'Heif'].map((name) => `VipsForeignLoad${name}`);

let library: Promise<typeof Sharp> | null = null;

/** sharp, loaded when the first picture comes: it takes 30 MB, for which commands and many servers have no use. */
export function pictureLibrary(): Promise<typeof Sharp> {
  library ??= load();
  return library;
}

async function load(): Promise<typeof Sharp> {
  const { default: sharp } = await import('sharp');
  // Whatever a file says that it is, nothing else is ever read: an SVG is a document that can load others.
  sharp.block({ operation: ['VipsForeignLoad'] });
  sharp.unblock({ operation: READABLE });
  // The same picture is seldom made twice, and what is made is kept as a file.
  sharp.cache(false);
  return sharp;
}
