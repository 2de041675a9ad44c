import { describe, expect, it } from 'vitest';
import type { Block } from './block.js';
import { prepareBody, type BodyInput } from './body.js';

const STORY = [
  'The council met on Monday to decide on the new bridge over the river.',
  'Members argued for three hours.',
  'In the end the plan passed by nine votes to six.',
  'Work is to begin in spring.',
];

const keysOf = (blocks: readonly Block[]): string[] => blocks.map((block) => block._key);
const keys = (paragraphs: readonly string[], previous?: readonly Block[]): string[] =>
  keysOf(prepareBody({ text: paragraphs.join('\n\n') }, previous).blocks);
const previous = prepareBody({ text: STORY.join('\n\n') }).blocks;
const before = keysOf(previous);

describe('keys made from content', () => {
  it('are 12 hex digits, the same every time, and differ', () => {
    expect(before.every((key) => /^[0-9a-f]{12}$/.test(key))).toBe(true);
    expect(new Set(before).size).toBe(4);
    expect(keys(STORY)).toEqual(before);
  });

  it('do not shift when a paragraph is put in or taken out', () => {
    const inserted = keys([STORY[0]!, 'New.', ...STORY.slice(1)]);
    expect(inserted.filter((_, index) => index !== 1)).toEqual(before);
    expect(keys([STORY[0]!, STORY[2]!, STORY[3]!])).toEqual([before[0], before[2], before[3]]);
  });

  it('tell repeated content apart', () => {
    const repeated = keys(['a', 'b', 'a', 'a']);
    expect(new Set(repeated).size).toBe(4);
    expect(keys(['a', 'b', 'a'])).toEqual(repeated.slice(0, 3));
  });

  it('follow the content, not how spans are cut, ordered or keyed', () => {
    const of = (...children: object[]): string[] =>
      keysOf(prepareBody({ blocks: [{ _type: 'block', children }] }).blocks);
    const whole = of({ _type: 'span', text: 'ab', marks: ['em', 'strong'] });
    const cut = of(
      { _type: 'span', _key: 'x', text: 'a', marks: ['strong', 'em'] },
      { _type: 'span', text: 'b', marks: ['em', 'strong'] },
    );
    expect(cut).toEqual(whole);
    expect(of({ _type: 'span', text: 'ab', marks: ['em'] })).not.toEqual(whole);
  });

  it('are unique inside a block', () => {
    const html = '<p>a<b>b</b><a href="/1">c</a><a href="/2">d</a>e<a href="/1">f</a></p>';
    const [block] = prepareBody({ html }).blocks;
    if (block?._type !== 'block') throw new Error('a text block is expected');
    const inner = [...block.children, ...block.markDefs].map((item) => item._key);
    expect(new Set(inner).size).toBe(inner.length);
    expect(block.markDefs.map((link) => link.href)).toEqual(['/1', '/2']);
  });
});

describe('keys with the blocks before', () => {
  it('stay with blocks that keep their content, whatever their keys were made from', () => {
    const renamed = previous.map((block, index) => ({ ...block, _key: `old${index}` }));
    expect(keys(STORY, renamed)).toEqual(['old0', 'old1', 'old2', 'old3']);
    expect(keys([STORY[3]!, STORY[1]!, STORY[0]!], renamed)).toEqual(['old3', 'old1', 'old0']);
  });

  it('stay with a slightly edited block between unchanged neighbours, and through further edits', () => {
    const first = STORY.with(1, 'Members argued for four hours.');
    const blocks = prepareBody({ text: first.join('\n\n') }, previous).blocks;
    expect(keysOf(blocks)).toEqual(before);
    expect(keys(first.with(1, 'Members argued for four long hours.'), blocks)).toEqual(before);
    expect(keys(STORY.with(0, STORY[0]!.replace('Monday', 'Tuesday')), previous)).toEqual(before);
    expect(keys(STORY.with(3, 'Work is to begin in autumn.'), previous)).toEqual(before);
  });

  it('stay with an edited block when another comes or goes beside it', () => {
    const edited = 'Members argued for five hours.';
    const inserted = keys([STORY[0]!, 'Rain fell.', edited, STORY[2]!, STORY[3]!], previous);
    expect([inserted[0], ...inserted.slice(2)]).toEqual(before);
    expect(before).not.toContain(inserted[1]);
    const gone = keys([STORY[0]!, 'In the end the plan passed by ten votes to five.', STORY[3]!], previous);
    expect(gone).toEqual([before[0], before[2], before[3]]);
  });

  it('are not taken from an unchanged block by a new one that is like it', () => {
    const again = keys(['Members argued for four hours.', ...STORY.slice(1)], previous);
    expect(again.slice(1)).toEqual(before.slice(1));
    expect(before).not.toContain(again[0]);
  });

  it('stay with a paragraph that becomes a heading or a list item', () => {
    const html = STORY.map((text, index) => (index === 1 ? `<h2>${text}</h2>` : `<p>${text}</p>`)).join('');
    expect(keysOf(prepareBody({ html }, previous).blocks)).toEqual(before);
  });

  it('are new for a block that was replaced, or edited into another kind', () => {
    expect(before).not.toContain(keys(STORY.with(1, 'Quite something else: 42.'), previous)[1]);
    const html = STORY.map((text, index) => (index === 1 ? `<pre>${text}</pre>` : `<p>${text}</p>`)).join('');
    expect(before).not.toContain(prepareBody({ html }, previous).blocks[1]?._key);
  });

  it('stay unique when old content comes back beside its edited self', () => {
    const edited = prepareBody(
      { text: 'A b c d e f.\n\nz' },
      prepareBody({ text: 'A b c d e.\n\nz' }).blocks,
    ).blocks;
    const both = keys(['A b c d e f.', 'A b c d e.', 'z'], edited);
    expect(both[0]).toBe(edited[0]?._key);
    expect(new Set(both).size).toBe(3);
  });

  it('carry over the keys inside an unchanged block', () => {
    const blocks = [{ _type: 'block', _key: 'k', children: [{ _type: 'span', _key: 'mine', text: 'a' }] }];
    const given = prepareBody({ blocks }).blocks;
    expect(prepareBody({ text: 'a' }, given).blocks).toEqual(given);
  });

  it('that a caller gives are kept, and win over earlier ones', () => {
    const input: BodyInput = {
      blocks: [
        { _type: 'block', _key: 'mine', children: [{ _type: 'span', text: STORY[0] }] },
        { _type: 'block', children: [{ _type: 'span', text: STORY[1] }] },
        { _type: 'block', _key: before[2], children: [{ _type: 'span', text: 'Another.' }] },
        { _type: 'block', children: [{ _type: 'span', text: STORY[2] }] },
      ],
    };
    const given = keysOf(prepareBody(input, previous).blocks);
    expect(given.slice(0, 3)).toEqual(['mine', before[1], before[2]]);
    expect(new Set(given).size).toBe(4);
  });
});
