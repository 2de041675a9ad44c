import { hostedUrl } from '../body/portable-html.js';
import { parseUrl } from '../platform/http/parse-url.js';

/** A picture as a story has it, above or in its body. */
export interface NinjsPicture {
  readonly url: string;
  readonly srcset?: string;
  readonly alt: string;
  readonly width?: number | null;
  readonly height?: number | null;
  readonly caption?: string | null;
  readonly credit?: string | null;
}

/** How a picture stands to the story. */
interface Place {
  readonly name: string;
  readonly rel: string;
  /** Id of a picture that this API knows. */
  readonly urn?: string;
  /** Address of the story on the site. */
  readonly page: string;
}

/** Signs that browsers let pass, and RFC 3986 does not. */
const UNSAFE = /["<>[\\\]^`{|}]/g;

/** An address as RFC 3986 has it; undefined for what is none. */
export function uriOf(address: string): string | undefined {
  const url = parseUrl(address);
  if (!url) return undefined;
  const start = url.href.startsWith(url.origin) ? url.origin.length : 0;
  return url.href.slice(0, start) + url.href.slice(start).replace(UNSAFE, encodeURIComponent);
}

/** A picture as an associated item. */
export function pictureItem(picture: NinjsPicture, { name, rel, urn, page }: Place) {
  const { alt, caption, credit } = picture;
  const url = uriOf(hostedUrl(picture.url, page));
  const descriptions = Object.entries({ caption, alt })
    .filter(([, value]) => value)
    .map(([role, value]) => ({ role, contentType: 'text/plain', value }));
  return {
    name,
    rel,
    uri: urn === undefined ? (url ?? page) : `urn:uuid:${urn}`,
    type: 'picture',
    by: credit || undefined,
    copyrightNotice: credit || undefined,
    descriptions: descriptions.length > 0 ? descriptions : undefined,
    renditions: renditionsOf(picture, url),
  };
}

/** The picture as pages show it, and in the widths that it comes in. */
function renditionsOf({ srcset = '', width, height }: NinjsPicture, href: string | undefined) {
  const heightAt = (narrow: number): number | undefined =>
    width && height ? Math.max(1, Math.round((height * narrow) / width)) : undefined;
  const main = { name: 'main', href, width: width ?? undefined, height: height ?? undefined };
  const others = srcset.split(', ').flatMap((candidate) => {
    const [, address = '', narrow] = /^(\S+) (\d+)w$/.exec(candidate) ?? [];
    const known = Number(narrow);
    if (!address || uriOf(address) === href) return [];
    return [{ name: `w${known}`, href: uriOf(address), width: known, height: heightAt(known) }];
  });
  return [main, ...others];
}
