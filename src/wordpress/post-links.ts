import { OLD_SLUG } from './wxr-assembler.js';
import type { WxrItem, WxrSite } from './wxr.js';
import { webUrl } from '../markup/web-url.js';

const MAX_FORMER = 100;
const PLAIN = /^\?(?:p|page_id)=(\d+)$/;

const hostOf = (url: URL | null): string | null => url && url.host.replace(/^www\./, '');

/**
 * What a post is known by from one export to the next. Neither the scheme of its site nor `www.` is part of it, since
 * both may change between two of them.
 */
export function externalIdOf(id: string, { blogUrl }: WxrSite): string {
  const url = webUrl(blogUrl);
  const site = url ? `${hostOf(url)}${url.pathname.replace(/\/+$/, '')}` : blogUrl;
  return `wordpress:${site.slice(0, 150)}:${id}`;
}

/** The addresses that a post had: pretty, by its id, and those from before. */
export function formerUrlsOf(item: WxrItem, site: WxrSite): string[] {
  const urls: URL[] = [];
  const link = webUrl(item.link);
  const blog = webUrl(site.blogUrl) ?? link;
  if (link) urls.push(link);
  if (blog && item.id !== '') urls.push(new URL(`${blog.pathname.replace(/\/+$/, '')}/?p=${item.id}`, blog));
  const guid = webUrl(item.guid);
  if (guid && isOwn(guid, item, [blog, link])) urls.push(guid);
  if (link && !PLAIN.test(link.search)) urls.push(...withOldSlugs(item, link));
  // The site's own front page is nobody's, even where a plugin says so.
  const told = urls.filter(({ pathname, search }) => pathname !== '/' || search !== '');
  return [...new Set(told.map(({ href }) => href))].slice(0, MAX_FORMER);
}

/** A guid is an address of the post unless it is one of another site or, after a move by hand, of another post. */
function isOwn(guid: URL, { id }: WxrItem, own: readonly (URL | null)[]): boolean {
  const plain = PLAIN.exec(guid.search)?.[1];
  return own.some((url) => hostOf(url) === hostOf(guid)) && (plain === undefined || plain === id);
}

/** WordPress leads from a slug that a post had to the one it has. */
function withOldSlugs({ meta, name }: WxrItem, link: URL): URL[] {
  const slugs = (meta.get(OLD_SLUG) ?? '').split('\n').filter((slug) => slug !== '' && slug !== name);
  const path = link.pathname.replace(/\/+$/, '');
  return slugs.flatMap((slug) => {
    const former = `${path.slice(0, path.lastIndexOf('/'))}/${slug}/`;
    return webUrl(new URL(former, link).href) ?? [];
  });
}
