import { attribute, element, emptyElement, xmlText } from '../platform/xml/xml.js';
import { type FeedImage, type FeedStory, summaryOf } from './feed.js';

/** `src="/…"`, `href="#…"`: inside a tag only, since a quotation mark in a text is a reference. */
const ROOT_ADDRESS = / (href|src)="\//g;
const PAGE_ADDRESS = / (href|src)="([#?])/g;
/** A player; its title, where it has one, comes right after its address. */
const FRAME = /<iframe src="([^"]*)"(?: title="([^"]*)")?[^>]*><\/iframe>/g;
const DATA_ATTRIBUTE = / data-[a-z-]+="[^"]*"/g;

/** HTML knows no carriage return. */
const unixLines = (text: string): string => text.replace(/\r\n?/g, '\n');
const htmlText = (text: string): string => xmlText(unixLines(text));

/**
 * HTML of the site as it can stand anywhere: addresses with the site's host, links instead of frames, which readers
 * drop, and without the attributes that only a front end of this API has a use for.
 * @param html as this program writes it, every attribute in double quotation marks
 * @param page address of the page that it stands on
 */
export function portableHtml(html: string, page: string): string {
  const [origin, here] = [xmlText(new URL(page).origin), xmlText(page)];
  return html
    .replace(DATA_ATTRIBUTE, '')
    .replace(FRAME, (_, address: string, title = address) => `<a href="${address}">${title}</a>`)
    .replace(ROOT_ADDRESS, (_, name: string) => ` ${name}="${origin}/`)
    .replace(PAGE_ADDRESS, (_, name: string, start: string) => ` ${name}="${here}${start}`);
}

/** Address of a picture with the site's host, where it has none of its own. */
export const absoluteUrl = (url: string, page: string): string =>
  url.startsWith('/') ? `${new URL(page).origin}${url}` : url;

/**
 * A whole story as HTML, its lead picture first: many readers, NetNewsWire among them, show no other. Null where the
 * feed does not have the story.
 */
export function storyHtml({ html, leadImage, url }: FeedStory): string | null {
  if (html === null) return null;
  const body = portableHtml(html, url);
  const wantsFigure = leadImage !== null && !html.includes(attribute('src', leadImage.url));
  return wantsFigure ? `${figure(leadImage, url)}\n${body}` : body;
}

function figure({ url, alt, width, height, caption, credit }: FeedImage, page: string): string {
  const image = emptyElement('img', { src: absoluteUrl(url, page), alt: unixLines(alt), width, height });
  const parts = [caption ? htmlText(caption) : '', credit ? element('cite', {}, htmlText(credit)) : ''];
  const text = parts.filter(Boolean).join(' ');
  return element('figure', {}, `${image}${text ? element('figcaption', {}, text) : ''}`);
}

/** A story in short as HTML. */
export function summaryHtml(story: FeedStory): string {
  const parts = summaryOf(story).map(htmlText);
  return parts.length === 1 ? (parts[0] ?? '') : parts.map((text) => element('p', {}, text)).join('');
}
