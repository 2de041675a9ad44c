import { type Fields, fieldsOf, objectsIn, textIn, valueIn } from '../imports/json-fields.js';
import { escaped } from '../markup/html-pieces.js';
import { payloadHtml } from './card-payload.js';
import { isForEverybody } from './card-visibility.js';
import type { GhostTallies } from './ghost-tallies.js';

/** Nodes that stand inside each other; what is deeper is left out. */
const MAX_DEPTH = 60;
/** Bits of the format of a text, and the elements that they stand for. */
const FORMATS: readonly (readonly [bit: number, element: string])[] = [
  [1, 'strong'],
  [2, 'em'],
  [4, 's'],
  [8, 'u'],
  [16, 'code'],
  [32, 'sub'],
  [64, 'sup'],
  [128, 'mark'],
];

/** A post of Ghost's editor since version 5 (Lexical) as HTML; null for what is none. */
export function lexicalHtml(source: string, tallies: GhostTallies): string | null {
  const root = fieldsOf(valueIn(parsed(source), 'root'));
  if (!root) return null;
  return new LexicalWriter(tallies).children(root, 0);
}

/** JSON as an object; an empty one for what is none. */
export function parsed(source: string): Fields {
  try {
    return fieldsOf(JSON.parse(source)) ?? {};
  } catch {
    return {};
  }
}

class LexicalWriter {
  constructor(private readonly tallies: GhostTallies) {}

  children(node: Fields, depth: number): string {
    if (depth >= MAX_DEPTH) {
      this.tallies.lost.add('text', 'too much inside each other');
      return '';
    }
    return objectsIn(node, 'children')
      .map((child) => this.node(child, depth + 1))
      .join('');
  }

  private node(node: Fields, depth: number): string {
    // A card may hold nodes of its own.
    if (!isForEverybody(node)) {
      this.tallies.lost.add('for members', 'block');
      return '';
    }
    const type = textIn(node, 'type').replace(/^extended-/, '');
    switch (type) {
      case 'text':
        return formatted(node);
      case 'linebreak':
        return '<br>';
      case 'tab':
        return ' ';
      case 'link':
      case 'autolink':
      case 'at-link':
        return `<a href="${escaped(textIn(node, 'url'))}">${this.children(node, depth)}</a>`;
      case 'list':
        return within(textIn(node, 'listType') === 'number' ? 'ol' : 'ul', this.children(node, depth));
      case 'heading':
        return within(headingOf(node), this.children(node, depth));
      default:
        return this.other(type, node, depth);
    }
  }

  private other(type: string, node: Fields, depth: number): string {
    const element = ELEMENTS.get(type);
    if (element !== undefined) return within(element, this.children(node, depth));
    // What is not known and holds something is passed over, as a browser would.
    if (Array.isArray(valueIn(node, 'children'))) return this.children(node, depth);
    return payloadHtml(type, node, this.tallies);
  }
}

const ELEMENTS: ReadonlyMap<string, string> = new Map([
  ['paragraph', 'p'],
  ['listitem', 'li'],
  ['quote', 'blockquote'],
  ['aside', 'blockquote'],
]);

const within = (element: string, html: string): string => `<${element}>${html}</${element}>`;

const headingOf = (node: Fields): string =>
  /^h[1-6]$/.test(textIn(node, 'tag')) ? textIn(node, 'tag') : 'h2';

function formatted(node: Fields): string {
  const format = Number(textIn(node, 'format')) || 0;
  return FORMATS.filter(([bit]) => (format & bit) !== 0).reduce(
    (html, [, element]) => within(element, html),
    escaped(textIn(node, 'text')),
  );
}
