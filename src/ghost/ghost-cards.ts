import { htmlPieces, quoted } from '../markup/html-pieces.js';
import { embedHtml, figureHtml } from '../markup/story-html.js';
import type { GhostTallies } from './ghost-tallies.js';

/** What a card of Ghost's editor holds, wherever it was read: all of it HTML source. */
export interface CardParts {
  readonly url?: string;
  readonly title?: string;
  readonly text?: string;
  readonly caption?: string;
  /** `img` elements. */
  readonly pictures?: readonly string[];
  readonly button?: { readonly url: string; readonly text: string };
  /** HTML that stands for itself. */
  readonly html?: string;
}

/** What becomes of cards whose form is lost, but nothing of what they say. */
const CHANGED: ReadonlyMap<string, string> = new Map([
  ['gallery', 'pictures below each other'],
  ['video', 'embed'],
  ['audio', 'embed'],
  ['file', 'link'],
  ['callout', 'paragraph'],
  ['toggle', 'heading and text'],
  ['button', 'link'],
]);
/** What is lost of cards that stay. */
const LOST: ReadonlyMap<string, string> = new Map([
  ['bookmark', 'bookmark: its description and pictures'],
  ['product', 'product: its rating and look'],
  ['header', 'header: its background'],
  ['cta', 'call to action: its look'],
]);
/** Cards for members and newsletters, which nothing stands for. */
const DROPPED = /^(?:signup|email|email-cta|paywall|transistor)$/;

/** A card as HTML that the body knows how to read. What it loses or becomes is counted. */
export function cardHtml(kind: string, parts: CardParts, { lost, changed }: GhostTallies): string {
  const html = DROPPED.test(kind) ? '' : htmlOf(kind, parts);
  if (html === '') {
    lost.add('card', kind || 'unknown');
    return '';
  }
  const becomes = CHANGED.get(kind);
  if (becomes !== undefined) changed.add('card', `${kind}: ${becomes}`);
  const misses = LOST.get(kind);
  if (misses !== undefined) lost.add('card', misses);
  return html;
}

function htmlOf(kind: string, parts: CardParts): string {
  const { url = '', title = '', text = '', caption = '', pictures = [], html = '' } = parts;
  switch (kind) {
    case 'image':
      return pictures.map((picture) => figureHtml(picture, caption)).join('');
    case 'gallery':
      return pictures.join('') + paragraph(pictures.length > 0 ? caption : '');
    case 'bookmark':
      return url === '' ? '' : embedHtml(url, title) + paragraph(caption);
    case 'video':
    case 'audio':
      return url === '' ? '' : embedHtml(url, title || caption);
    case 'file':
      return url === '' ? '' : paragraph(linkHtml(url, title)) + paragraph(caption);
    case 'callout':
      return paragraph(onLines(text));
    case 'toggle':
      return heading('h4', title) + text;
    case 'embed':
      if (html.trim() !== '') return figureHtml(html, caption);
      return url === '' ? '' : embedHtml(url, caption);
    case 'button':
      return buttonHtml(parts);
    case 'product':
      return pictures.join('') + heading('h4', title) + text + buttonHtml(parts);
    case 'header':
      return heading('h2', title) + paragraph(text) + buttonHtml(parts);
    case 'cta':
      return paragraph(title) + pictures.join('') + text + buttonHtml(parts);
    default:
      return html;
  }
}

const paragraph = (html: string): string => (html.trim() === '' ? '' : `<p>${html}</p>`);

/** HTML of several paragraphs as lines of one. */
function onLines(html: string): string {
  let lines = '';
  for (const { kind, name, source } of htmlPieces(html)) {
    if (name !== 'p') lines += source;
    else if (kind === 'close') lines += '<br>';
  }
  let end = lines.length;
  while (lines.endsWith('<br>', end)) end -= '<br>'.length;
  return lines.slice(0, end);
}

const heading = (name: string, html: string): string =>
  html.trim() === '' ? '' : `<${name}>${html}</${name}>`;

const linkHtml = (url: string, text: string): string =>
  `<a href="${quoted(url)}">${text.trim() === '' ? quoted(url) : text}</a>`;

const buttonHtml = ({ button }: CardParts): string =>
  button && button.url !== '' ? paragraph(linkHtml(button.url, button.text)) : '';
