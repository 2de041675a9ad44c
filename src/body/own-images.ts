import type { DraftBlock, ImageBlock } from './block.js';

/**
 * Stands for the address of the API in stored bodies, which follow it when it changes. A non-character, which is taken
 * out of every text that comes in, so that it is never anything else.
 */
export const API_ADDRESS = '\uFFFF';

/** A picture that the site keeps, as a body shows it. Addresses begin with `API_ADDRESS` where the API serves it. */
export interface OwnImage {
  readonly id: string;
  readonly isUploaded: boolean;
  readonly url: string;
  readonly srcset: string;
  readonly width: number | null;
  readonly height: number | null;
  readonly alt: string;
  readonly caption: string | null;
  readonly credit: string | null;
}

/** Pictures that a body may name, by their ids. */
export type OwnImages = ReadonlyMap<string, OwnImage>;

export const NO_IMAGES: OwnImages = new Map();

const UUID = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';
const IN_TEXT = new RegExp(`/media/(${UUID})`, 'gi');
const IS_ID = new RegExp(`^${UUID}$`, 'i');
/** Whatever the host: the API has had others, and an id is nobody else's. */
const ADDRESS = new RegExp(`^(?:https?://[^/]+)?(?:/[^?#]*)?/media/(${UUID})(?:[?#]|$)`, 'i');

/**
 * Ids of the pictures that a body may name, to be looked up before it is prepared. There may be none behind them.
 * @param input a body as a writer gives it
 */
export function imageIdsIn(input: object): string[] {
  const ids = 'blocks' in input ? idsInBlocks(input.blocks) : idsInText(Object.values(input).join('\n'));
  return [...new Set(ids)];
}

const idsInText = (text: string): string[] =>
  [...text.matchAll(IN_TEXT)].map(([, id = '']) => id.toLowerCase());

function idsInBlocks(blocks: unknown): string[] {
  if (!Array.isArray(blocks)) return [];
  return blocks.flatMap((block: unknown) => {
    const { imageId, url } = (block ?? {}) as { imageId?: unknown; url?: unknown };
    if (typeof imageId === 'string') return IS_ID.test(imageId) ? [imageId.toLowerCase()] : [];
    return typeof url === 'string' ? (imageIdOf(url) ?? []) : [];
  });
}

/** The id of the uploaded picture that an address leads to. */
function imageIdOf(url: string): string | null {
  return ADDRESS.exec(url)?.[1]?.toLowerCase() ?? null;
}

/** What a block says of a picture itself, which goes before what the picture says. */
export type OwnWords = Partial<Pick<ImageBlock, 'alt' | 'caption' | 'credit'>>;

/** The block that shows a picture. One by reference is copied: nothing of the block changes with it. */
export function imageBlock(image: OwnImage, words: OwnWords): DraftBlock {
  const { id, isUploaded, url, srcset, width, height } = image;
  const caption = words.caption ?? image.caption;
  const credit = words.credit ?? image.credit;
  return {
    _type: 'image',
    ...(isUploaded ? { imageId: id } : {}),
    url,
    ...(isUploaded && srcset !== '' ? { srcset } : {}),
    alt: words.alt ?? image.alt,
    ...(caption ? { caption } : {}),
    ...(credit ? { credit } : {}),
    ...(width ? { width } : {}),
    ...(height ? { height } : {}),
  };
}

/** Blocks in which pictures that are named by their address here are known as the site's own. */
export function knowOwnImages(drafts: readonly DraftBlock[], images: OwnImages): DraftBlock[] {
  if (images.size === 0) return [...drafts];
  return drafts.map((draft) => {
    if (draft._type !== 'image' || draft.imageId !== undefined) return draft;
    const image = images.get(imageIdOf(draft.url) ?? '');
    if (!image?.isUploaded) return draft;
    const { alt, caption = '', credit = '', _key } = draft;
    return { ...imageBlock(image, { alt, caption, credit }), ...(_key === undefined ? {} : { _key }) };
  });
}
