import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { demoSite } from './demo-site.js';

const FOLDER = new URL('./pictures/', import.meta.url);

interface Referred {
  readonly url: string;
  readonly alt: string;
  readonly width?: number;
  readonly height?: number;
}

const source = (article: (typeof demoSite.articles)[number]): string => Object.values(article.body).join('');

/** Every picture that the demo site refers to: of authors, above stories and in them. */
const referred: Referred[] = [
  ...demoSite.authors.flatMap(({ avatar }) => avatar ?? []),
  ...demoSite.articles.flatMap(({ leadImage }) => leadImage ?? []),
  ...demoSite.articles.flatMap((article) =>
    [...source(article).matchAll(/<img src="([^"]*)"\s+alt="([^"]*)"\s+width="(\d+)" height="(\d+)">/g)].map(
      ([, url = '', alt = '', width, height]) => ({
        url,
        alt,
        width: Number(width),
        height: Number(height),
      }),
    ),
  ),
];

interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
}

const TOKEN = /<(\/?)([A-Za-z]+)((?: [A-Za-z][\w:-]*="[^"<>&]*")*)(\/?)>|([^<>&]+)/y;
const ATTRIBUTE = / ([A-Za-z][\w:-]*)="([^"]*)"/g;

/**
 * The elements of a picture, in their order. Takes no more of XML than a hand-made picture needs: elements, attributes
 * in double quotes, and text in the title.
 * @throws Error where the text is anything else, or is not well-formed
 */
function elementsOf(svg: string): Element[] {
  const elements: Element[] = [];
  const open: string[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < svg.length) {
    const at = svg.slice(TOKEN.lastIndex, TOKEN.lastIndex + 60);
    const [token, closing, name = '', attributes = '', empty, text] = TOKEN.exec(svg) ?? [];
    if (token === undefined) throw new Error(`Not taken: ${at}`);
    if (text !== undefined) {
      if (text.trim() !== '' && open.at(-1) !== 'title') throw new Error(`Text outside the title: ${at}`);
    } else if (closing) {
      if (open.pop() !== name) throw new Error(`Closes what is not open: ${at}`);
    } else {
      if (open.length === 0 && elements.length > 0) throw new Error(`A second root: ${at}`);
      const pairs = [...attributes.matchAll(ATTRIBUTE)].map(([, key = '', value = '']) => [key, value]);
      if (new Set(pairs.map(([key]) => key)).size < pairs.length) throw new Error(`Says it twice: ${at}`);
      elements.push({ name, attributes: Object.fromEntries(pairs) });
      if (!empty) open.push(name);
    }
  }
  if (open.length > 0) throw new Error(`Left open: ${open.join()}`);
  return elements;
}

/** Shapes, paint and what keeps them together: nothing that runs, loads, moves, or is slow to draw. */
const ELEMENTS = new Set([
  ...['svg', 'title', 'defs', 'g', 'path', 'circle', 'ellipse', 'use', 'clipPath', 'pattern'],
  ...['linearGradient', 'radialGradient', 'stop'],
]);

describe('the pictures of the demo site', () => {
  const files = readdirSync(FOLDER);
  const pictures = files.map((file) => ({ file, svg: readFileSync(new URL(file, FOLDER), 'utf8') }));

  it('are just those that it refers to, once each, with what they show in words', () => {
    const urls = referred.map(({ url }) => url);
    expect([...urls].sort()).toEqual(files.map((file) => `/demo/pictures/${file}`).sort());
    expect(files.filter((file) => !/^[a-z]+(-[a-z]+)*\.svg$/.test(file))).toEqual([]);
    expect(referred.filter(({ alt }) => alt.length < 30 || alt.endsWith('.'))).toEqual([]);
    const inBodies = demoSite.articles.flatMap((article) => [...source(article).matchAll(/<img |!\[/g)]);
    expect(inBodies).toHaveLength(3);
  });

  it.each(pictures)('$file is well-formed, and has the size that the data says', ({ file, svg }) => {
    const [root, title] = elementsOf(svg);
    const { width, height } = referred.find(({ url }) => url.endsWith(`/${file}`)) ?? {};
    expect(root).toEqual({
      name: 'svg',
      attributes: {
        xmlns: 'http://www.w3.org/2000/svg',
        width: String(width),
        height: String(height),
        viewBox: `0 0 ${width} ${height}`,
        preserveAspectRatio: 'xMidYMid slice',
      },
    });
    expect(title?.name).toBe('title');
    expect(/<title>([^<]*)</.exec(svg)?.[1]?.length).toBeGreaterThan(10);
    expect(svg.length).toBeGreaterThan(2_000);
    expect(svg.length).toBeLessThan(8_192);
  });

  it.each(pictures)('$file runs nothing and refers to nothing outside itself', ({ svg }) => {
    const elements = elementsOf(svg);
    expect(elements.filter(({ name }) => !ELEMENTS.has(name))).toEqual([]);
    const ids = elements.flatMap(({ attributes }) => attributes['id'] ?? []);
    expect(new Set(ids).size).toBe(ids.length);
    const used: string[] = [];
    for (const { attributes } of elements) {
      for (const [name, value] of Object.entries(attributes)) {
        expect(name).not.toMatch(/^on|^style$|:/);
        const [, id] = (name === 'href' ? /^#([\w-]+)$/ : /^url\(#([\w-]+)\)$/).exec(value) ?? [];
        if (id !== undefined) used.push(id);
        else if (name !== 'xmlns') expect(`${name} ${value}`).not.toMatch(/href|url|:|\/\/|\\/);
      }
    }
    expect([...new Set(used)].sort()).toEqual([...ids].sort());
  });
});
