import { hostedUrl, portableHtml } from '../body/portable-html.js';
import { attribute, element, emptyElement, xmlText } from '../platform/xml/xml.js';
import { type FeedImage, type FeedStory, summaryOf } from './feed.js';

/** HTML knows no carriage return. */
const unixLines = (text: string): string => text.replace(/\r\n?/g, '\n');
const htmlText = (text: string): string => xmlText(unixLines(text));

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
  const image = emptyElement('img', { src: hostedUrl(url, page), alt: unixLines(alt), width, height });
  const parts = [caption ? htmlText(caption) : '', credit ? element('cite', {}, htmlText(credit)) : ''];
  const text = parts.filter(Boolean).join(' ');
  return element('figure', {}, `${image}${text ? element('figcaption', {}, text) : ''}`);
}

/** A story in short as HTML. */
export function summaryHtml(story: FeedStory): string {
  const parts = summaryOf(story).map(htmlText);
  return parts.length === 1 ? (parts[0] ?? '') : parts.map((text) => element('p', {}, text)).join('');
}
