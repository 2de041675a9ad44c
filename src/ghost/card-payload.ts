import { markdownToHtml } from '../body/markdown.js';
import { type Fields, fieldsOf, objectsIn, textIn, valueIn } from '../imports/json-fields.js';
import { escaped } from '../markup/html-pieces.js';
import { codeHtml } from '../markup/story-html.js';
import { isForEverybody } from './card-visibility.js';
import { type CardParts, cardHtml } from './ghost-cards.js';
import type { GhostTallies } from './ghost-tallies.js';

/** Names of cards in Mobiledoc that have others in Lexical. */
const NAMES: ReadonlyMap<string, string> = new Map([
  ['card-markdown', 'markdown'],
  ['codeblock', 'code'],
  ['horizontalrule', 'hr'],
  ['call-to-action', 'cta'],
]);

/** A card of Ghost's editor by its data, as HTML that the body knows how to read. */
export function payloadHtml(type: string, card: Fields, tallies: GhostTallies): string {
  if (!isForEverybody(card)) {
    tallies.lost.add('for members', 'block');
    return '';
  }
  const kind = NAMES.get(type) ?? type;
  if (kind === 'hr') return '<hr>';
  if (kind === 'html') return textIn(card, 'html');
  if (kind === 'markdown') return markdownToHtml(textIn(card, 'markdown'));
  if (kind === 'code') return codeHtml(textIn(card, 'code'), textIn(card, 'language'));
  return cardHtml(kind, partsOf(kind, card), tallies);
}

function partsOf(kind: string, card: Fields): CardParts {
  const plain = (name: string): string => escaped(textIn(card, name));
  const html = (name: string): string => textIn(card, name);
  const button = { url: plain('buttonUrl'), text: plain('buttonText') };
  switch (kind) {
    case 'image':
      return { pictures: [pictureHtml(card)], caption: html('caption') };
    case 'gallery': {
      const pictures = objectsIn(card, 'images').map(pictureHtml);
      return { pictures, caption: html('caption') };
    }
    case 'bookmark': {
      const metadata = fieldsOf(valueIn(card, 'metadata')) ?? card;
      const title = escaped(textIn(metadata, 'title'));
      return { url: plain('url'), title, caption: html('caption') };
    }
    case 'embed':
      return { url: plain('url'), html: html('html'), caption: html('caption') };
    case 'file': {
      const title = plain('fileTitle') || plain('fileName');
      return { url: plain('src'), title, caption: plain('fileCaption') };
    }
    case 'callout': {
      const text = [plain('calloutEmoji'), html('calloutText')].filter((part) => part !== '').join(' ');
      return { text };
    }
    case 'toggle':
      return { title: html('heading'), text: html('content') };
    case 'product':
      return productParts(card);
    case 'header':
      return { title: html('header'), text: html('subheader'), button };
    case 'cta':
      return { title: html('sponsorLabel'), text: html('textValue'), button };
    default:
      return { url: plain('src'), title: plain('title'), caption: html('caption'), button };
  }
}

function productParts(card: Fields): CardParts {
  const src = escaped(textIn(card, 'productImageSrc'));
  return {
    pictures: src === '' ? [] : [`<img src="${src}" alt="">`],
    title: textIn(card, 'productTitle'),
    text: textIn(card, 'productDescription'),
    button: { url: escaped(textIn(card, 'productUrl')), text: escaped(textIn(card, 'productButton')) },
  };
}

function pictureHtml(picture: Fields): string {
  const value = (name: string): string => escaped(textIn(picture, name));
  const size = ['width', 'height']
    .filter((name) => /^\d{1,5}$/.test(textIn(picture, name)))
    .map((name) => ` ${name}="${textIn(picture, name)}"`)
    .join('');
  return `<img src="${value('src')}" alt="${value('alt')}"${size}>`;
}
