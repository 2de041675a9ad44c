import { lineOfHtml } from '../markup/html-text.js';
import { copyOf } from '../markup/named-term.js';
import type { WxrItem } from './wxr.js';

const MAX_CAPTION = 5_000;
const MAX_ALT = 2_000;
/** Parts of a file in the one string that is kept of it; XML holds no such character. */
const APART = '\0';
const PIXELS = /^\d{1,5}$/;

/** A file of the media library. */
export interface MediaFile {
  readonly url: string;
  readonly alt: string;
  readonly caption: string;
  readonly title: string;
  readonly width: number | null;
  readonly height: number | null;
}

/**
 * The files of an export by id: featured images and galleries refer to them from anywhere. Kept as one short string
 * each, since a site has many times as many as it has posts.
 */
export class MediaIndex {
  private readonly files = new Map<string, string>();
  private readonly children = new Map<string, { readonly id: string; readonly order: number }[]>();

  add(item: WxrItem): void {
    const url = item.attachmentUrl || item.guid;
    if (item.id === '' || !/^https?:\/\//i.test(url)) return;
    const metadata = item.meta.get('_wp_attachment_metadata') ?? '';
    const alt = lineOfHtml(item.meta.get('_wp_attachment_image_alt') ?? '').slice(0, MAX_ALT);
    const caption = lineOfHtml(item.excerpt).slice(0, MAX_CAPTION);
    const title = lineOfHtml(item.title).slice(0, MAX_ALT);
    const parts = [url, alt, caption, title, pixels(metadata, 'width'), pixels(metadata, 'height')];
    this.files.set(copyOf(item.id), copyOf(parts.join(APART)));
    if (item.parent === '' || item.parent === '0') return;
    const siblings = this.children.get(item.parent) ?? [];
    siblings.push({ id: copyOf(item.id), order: Number(item.menuOrder) || 0 });
    this.children.set(copyOf(item.parent), siblings);
  }

  get(id: string): MediaFile | null {
    const kept = this.files.get(id.trim());
    if (kept === undefined) return null;
    const [url = '', alt = '', caption = '', title = '', width, height] = kept.split(APART);
    return { url, alt, caption, title, width: Number(width) || null, height: Number(height) || null };
  }

  /** Ids of the files that were uploaded to a post, in its order. */
  childrenOf(post: string): string[] {
    return (this.children.get(post) ?? [])
      .toSorted((a, b) => a.order - b.order || Number(a.id) - Number(b.id))
      .map(({ id }) => id);
  }
}

/** A number from the front of PHP's serialised array, such as `s:5:"width";i:640;`. */
function pixels(serialised: string, name: string): string {
  const found = new RegExp(`s:\\d+:"${name}";(?:i:(\\d+)|s:\\d+:"(\\d+)")`).exec(serialised);
  const value = found?.[1] ?? found?.[2] ?? '';
  return PIXELS.test(value) ? value : '';
}
