import { describe, expect, it } from 'vitest';
import { DomainError } from '../platform/api/errors.js';
import { prepareBody, type BodyInput } from './body.js';

const SIZE = 1_000_000;
const fill = (piece: string, size = SIZE): string => piece.repeat(Math.floor(size / piece.length));

const HTML: Readonly<Record<string, string>> = {
  'ten thousand nested tags': fill('<div>', 50_000),
  'ten thousand nested and closed tags': '<div>'.repeat(10_000) + 'x' + '</div>'.repeat(10_000),
  'unclosed tags': fill('<b>', 290_000),
  'unclosed tags and foreign ends': fill('<b>', 200_000) + fill('</i>', 200_000),
  'misnested tags': fill('<b><i>x</b></i>', 700_000),
  'nested quotations and lists': fill('<blockquote><ul><li>', 900_000),
  'nested tables': fill('<table><tr><td>', 900_000),
  'paragraphs ended by containers': fill('<p><div></p>', 900_000),
  'unclosed svg': fill('<svg>', 400_000),
  'a table of many rows': '<table>' + fill('<tr><td>a', 440_000),
  'marks that overlap in one paragraph': '<b>' + fill('x<i>x</i>', 450_000),
  'links in one paragraph': fill('<a href=/a>x</a>y', 800_000),
  'line breaks in one item': '<ul><li>' + fill('x <br>', 590_000),
  'a huge attribute': `<a href="${fill('x')}`,
  'a huge closed attribute': `<a href="https://example.org/${fill('x', 900_000)}">x</a>`,
  'many attributes': `<p ${Array.from({ length: 140_000 }, (_, index) => `a${index}`).join(' ')}>x</p>`,
  'spaces in an address': `<a href="${fill(' ', 900_000)}x">x</a>`,
  'entities in an address': `<a href="${fill('&#106;', 590_000)}">x</a>`,
  entities: fill('&amp;amp;', 890_000),
  'unending entities': fill('&', 99_000),
  'angle brackets': fill('<', 99_000),
  'nothing but markup': fill('<'),
  'unclosed comments': fill('<!--'),
  'unclosed scripts': fill('<script>', 700_000),
  spaces: `a${fill(' ', 900_000)}b`,
  NULs: `a${fill('\u0000', 900_000)}`,
  'lone surrogates': fill('\uD800'),
  'combining marks': `a${fill('\u0301', 900_000)}`,
  Chinese: fill('今天的新闻报道说，政府宣布了新的政策。'),
  'one Thai word': fill('รัฐบาล'),
  'one long word': fill('a'),
};

const MARKDOWN: Readonly<Record<string, string>> = {
  'nested quotations': fill('>'),
  'nested spaced quotations': fill('> '),
  'nested items': fill('- '),
  'nested indented items': Array.from({ length: 1_400 }, (_, depth) => `${' '.repeat(depth)}- a`).join('\n'),
  'open brackets': fill('[', 99_000),
  'open pictures': fill('![', 99_000),
  brackets: fill('[', 49_000) + fill(']', 49_000),
  emphasis: fill('_a*', 140_000),
  'strong inside words': fill('a**b', 190_000),
  backticks: Array.from({ length: 440 }, (_, length) => '`'.repeat(length)).join(' a '),
  tables: `|a|b|\n|-|-|\n${fill('|x|y|\n', 140_000)}`,
  references: fill('[a]: b\n', 300_000),
  'open tags': fill('<a ', 290_000),
  'nothing but markup': fill('*a_ '),
  'plain words': fill('word '),
  paragraphs: fill('some words more here\n\n'),
  'short paragraphs': fill('a\n\n', 149_000),
};

const TEXT: Readonly<Record<string, string>> = {
  lines: fill('a\n'),
  'empty lines': `${fill('\n', 900_000)}a`,
  spaces: `a${fill(' ', 900_000)}`,
};

/** Milliseconds of CPU that some work takes, the best of three: unlike the clock, it does not see other processes. */
function cpuTime(work: () => void): number {
  const once = (): number => {
    const start = process.cpuUsage();
    work();
    const { user, system } = process.cpuUsage(start);
    return (user + system) / 1_000;
  };
  return Math.min(once(), once(), once());
}

const SENTENCES = 'The council met on Monday to decide again. '.repeat(50_000);
/** Milliseconds that counting their words takes on a core that does nothing else. */
const USUAL = 62;

function countWords(): void {
  const counts = new Map<string, number>();
  for (const [word] of SENTENCES.matchAll(/\w+/g)) counts.set(word, (counts.get(word) ?? 0) + 1);
}

/** A limit in milliseconds, as it is here and now: cores that share their caches are slower than one by itself. */
const limit = (milliseconds: number, taken: number): number =>
  taken < milliseconds ? milliseconds : milliseconds * Math.max(1, cpuTime(countWords) / USUAL);

function expectWithin(milliseconds: number, taken: number): void {
  expect(taken).toBeLessThan(limit(milliseconds, taken));
}

/** CPU time of a body that is accepted or refused. */
const time = (input: BodyInput): number =>
  cpuTime(() => {
    try {
      prepareBody(input);
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
    }
  });

const codeOf = (input: BodyInput): string | undefined => {
  try {
    prepareBody(input);
  } catch (error) {
    if (error instanceof DomainError) return error.errors[0]?.code;
    throw error;
  }
  return undefined;
};

describe('hostile sizes', () => {
  it.each(Object.keys(HTML))('HTML of %s is read or refused within a second', (name) => {
    expectWithin(1_000, time({ html: HTML[name] ?? '' }));
  });

  it.each(Object.keys(MARKDOWN))('Markdown of %s is read or refused within a second', (name) => {
    expectWithin(1_000, time({ markdown: MARKDOWN[name] ?? '' }));
  });

  it.each(Object.keys(TEXT))('text of %s is read or refused within a second', (name) => {
    expectWithin(1_000, time({ text: TEXT[name] ?? '' }));
  });

  it('counts the words of long Chinese text in a third of a second', () => {
    expect(time({ text: HTML['Chinese'] ?? '' })).toBeLessThan(350);
  });

  it('refuses what is too deep or has too much markup by a code', () => {
    expect(codeOf({ html: HTML['ten thousand nested and closed tags'] ?? '' })).toBe('TOO_DEEP');
    expect(codeOf({ html: HTML['nothing but markup'] ?? '' })).toBe('TOO_LONG');
    expect(codeOf({ html: `${'<table>'}${'<tr><td>a'.repeat(20_001)}` })).toBe('TOO_LONG');
    expect(codeOf({ html: `${'<div>'.repeat(200)}a${'</div>'.repeat(200)}` })).toBeUndefined();
  });

  it('holds a block to a thousand spans, without losing text', () => {
    const [block] = prepareBody({ html: 'a<b>b</b>'.repeat(2_000) }).blocks;
    if (block?._type !== 'block') throw new Error('a text block is expected');
    expect(block.children.length).toBeGreaterThan(990);
    expect(block.children.length).toBeLessThanOrEqual(1_000);
    expect(block.children.at(-1)?.marks).toEqual([]);
    expect(block.children.map((span) => span.text).join('')).toBe('ab'.repeat(2_000));
    const children = Array.from({ length: 1_001 }, () => ({ _type: 'span', text: 'a' }));
    expect(codeOf({ blocks: [{ _type: 'block', children }] })).toBe('TOO_LONG');
  });

  it('holds lists to ten levels', () => {
    const levels = prepareBody({ html: '<ul><li>a'.repeat(40) }).blocks.map((block) =>
      block._type === 'block' ? block.level : undefined,
    );
    expect(levels).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, ...Array<number>(31).fill(10)]);
  });

  it('reads blocks that are deep, many or full of spans within a second', () => {
    let deep: unknown = 'a';
    for (let depth = 0; depth < 100_000; depth += 1) deep = { children: [deep] };
    expect(codeOf({ blocks: [deep] })).toBe('REQUIRED');
    const children = Array.from({ length: 1_000 }, (_, index) => ({
      _type: 'span',
      text: 'a',
      marks: index % 2 ? ['strong', 'em'] : ['strong'],
    }));
    expect(time({ blocks: Array.from({ length: 300 }, () => ({ _type: 'block', children })) })).toBeLessThan(
      1_000,
    );
    expect(
      time({ blocks: Array.from({ length: 2_000 }, () => ({ _type: 'block', children })) }),
    ).toBeLessThan(1_000);
  });

  it('compares a wholly rewritten body of 5,000 blocks with the one before within a second', () => {
    const body = (seed: string): string =>
      Array.from({ length: 5_000 }, (_, index) => `${seed}${index} `.repeat(15)).join('\n\n');
    const { blocks } = prepareBody({ text: body('word') });
    const other = body('other');
    expectWithin(
      1_000,
      cpuTime(() => prepareBody({ text: other }, blocks)),
    );
  });

  it('prepares a story of 5 KB in under 5 ms once warm, spaced or not', () => {
    const spaced = '<p>The council <a href="/c">met</a> on <b>Monday</b> to decide, again.</p>'.repeat(68);
    const unspaced = '<p>今天的新闻报道说，政府宣布了新的政策。</p>'.repeat(80);
    for (const html of [spaced, unspaced]) {
      const times = Array.from({ length: 60 }, () => {
        const start = performance.now();
        prepareBody({ html });
        return performance.now() - start;
      });
      expectWithin(5, Math.min(...times.slice(20)));
    }
  });
});
