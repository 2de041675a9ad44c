import { createHash } from 'node:crypto';
import type { WxrItem } from './wxr.js';

/** What WordPress adds to the slug of a post that it throws away. */
const TRASHED = /__trashed(?:-\d+)?$/;

const digest = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 32);

/** The slug of a post, as it was before the post was thrown away. */
export const slugBefore = ({ name, status }: WxrItem): string =>
  status === 'trash' ? name.replace(TRASHED, '') : name;

/**
 * What the posts of an export are known by. WordPress gives each an id of its own, but files that were put together have
 * several posts with one id. One string is kept of each post.
 */
export class PostIds {
  /** What the first post with an id is called. */
  private readonly firsts = new Map<string, string>();
  /** How many more of a post are still to come. */
  private readonly copies = new Map<string, number>();

  /** Takes in a post, in the order of the file. */
  meet(item: WxrItem): void {
    const { id } = item;
    if (id === '') return;
    const isFirst = !this.firsts.has(id);
    if (isFirst) return void this.firsts.set(Buffer.from(id).toString(), essenceOf(item));
    const key = this.of(item) as string;
    const before = this.copies.get(key) ?? (key === id ? 0 : -1);
    this.copies.set(key, before + 1);
  }

  /** The id of a post; with its address where another post has that id; null for one with neither. */
  of(item: WxrItem): string | null {
    const { id } = item;
    if (id === '') return fingerprintOf(item);
    const essence = essenceOf(item);
    return (this.firsts.get(id) ?? essence) === essence ? id : `${id}:${essence.slice(0, 16)}`;
  }

  /** Whether the same post comes again further down, which is then the one that counts. Asked once for each. */
  comesAgain(item: WxrItem): boolean {
    const key = this.of(item) ?? '';
    const left = this.copies.get(key) ?? 0;
    if (left > 0) this.copies.set(key, left - 1);
    return left > 0;
  }
}

/** A post by its slug, or by its address while it has none. */
const essenceOf = (item: WxrItem): string =>
  digest(slugBefore(item) || item.link.replace(/^https?:\/\/(?:www\.)?/i, ''));

/** A post that an export gives no id is known by its address; null for one that has none either. */
function fingerprintOf({ guid, link, name }: WxrItem): string | null {
  const address = guid || link || name;
  return address === '' ? null : digest(address);
}
