import { fieldsOf, valueIn } from '../imports/json-fields.js';
import { cleanText } from '../body/clean-text.js';
import { escaped } from '../markup/html-pieces.js';
import { payloadHtml } from './card-payload.js';
import type { GhostTallies } from './ghost-tallies.js';
import { parsed } from './lexical.js';

/** Kinds of sections, by their numbers. */
const MARKUP = 1;
const IMAGE = 2;
const LIST = 3;
const CARD = 10;
const ATOM = 1;
/** Elements that text may be marked with; others are passed over. */
const MARKS = /^(?:a|b|code|del|em|i|mark|s|strike|strong|sub|sup|u)$/;
const SECTIONS = /^(?:aside|blockquote|h[1-6]|p)$/;

/** A post of Ghost's editor of the versions 1 to 5 (Mobiledoc 0.3) as HTML; null for what is none. */
export function mobiledocHtml(source: string, tallies: GhostTallies): string | null {
  const document = parsed(source);
  const sections = listOf(valueIn(document, 'sections'));
  if (sections.length === 0) return null;
  const writer = new MobiledocWriter(
    listOf(valueIn(document, 'markups')).map(listOf),
    listOf(valueIn(document, 'atoms')).map(listOf),
    listOf(valueIn(document, 'cards')).map(listOf),
    tallies,
  );
  return sections.map((section) => writer.section(listOf(section))).join('');
}

type List = readonly unknown[];

class MobiledocWriter {
  constructor(
    private readonly markups: readonly List[],
    private readonly atoms: readonly List[],
    private readonly cards: readonly List[],
    private readonly tallies: GhostTallies,
  ) {}

  section([kind, first, second]: List): string {
    switch (kind) {
      case MARKUP: {
        const name = textOf(first).toLowerCase();
        const element = !SECTIONS.test(name) ? 'p' : name === 'aside' ? 'blockquote' : name;
        return `<${element}>${this.markers(second)}</${element}>`;
      }
      case IMAGE:
        return `<img src="${escaped(textOf(first))}" alt="">`;
      case LIST: {
        const element = textOf(first) === 'ol' ? 'ol' : 'ul';
        const items = listOf(second).map((item) => `<li>${this.markers(item)}</li>`);
        return `<${element}>${items.join('')}</${element}>`;
      }
      case CARD: {
        const [name, payload] = this.cards[Number(first)] ?? [];
        return payloadHtml(textOf(name), fieldsOf(payload) ?? {}, this.tallies);
      }
      default:
        return '';
    }
  }

  /** Text with the marks that begin before each part of it, and as many as end behind it. */
  private markers(markers: unknown): string {
    const open: string[] = [];
    let html = '';
    const close = (): void => {
      const name = open.pop();
      if (name) html += `</${name}>`;
    };
    for (const marker of listOf(markers).map(listOf)) {
      const [kind, opened, closed, value] = marker;
      for (const index of listOf(opened)) {
        const tag = this.mark(this.markups[Number(index)] ?? []);
        open.push(tag.name);
        html += tag.html;
      }
      html += kind === ATOM ? this.atom(Number(value)) : escaped(textOf(value));
      for (let left = Number(closed) || 0; left > 0 && open.length > 0; left -= 1) close();
    }
    while (open.length > 0) close();
    return html;
  }

  private mark([given, attributes]: List): { name: string; html: string } {
    const name = textOf(given).toLowerCase();
    if (!MARKS.test(name)) return { name: '', html: '' };
    const values = listOf(attributes);
    const at = values.indexOf('href');
    const href = at === -1 ? '' : ` href="${escaped(textOf(values[at + 1]))}"`;
    return { name, html: `<${name}${href}>` };
  }

  private atom(index: number): string {
    const [name, text] = this.atoms[index] ?? [];
    return name === 'soft-return' ? '<br>' : escaped(textOf(text));
  }
}

const listOf = (value: unknown): List => (Array.isArray(value) ? (value as List) : []);

const textOf = (value: unknown): string => (typeof value === 'string' ? cleanText(value) : '');
