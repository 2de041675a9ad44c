import { describe, expect, it } from 'vitest';
import { choose, type Rarity, type StoryFacts, Subject } from './related-score.js';
import { RELATED_WEIGHTS } from './related-weights.js';

const RARITY: Rarity = {
  term: (term) => (term === 'common' ? 0 : term.startsWith('rare') ? 6 : 2),
  tags: new Map([
    ['t1', { name: 'Rare tag', rarity: 6 }],
    ['t2', { name: 'Usual tag', rarity: 2 }],
  ]),
};

/** A story of these words, each said once. */
function story(id: string, words: string, changes: Partial<StoryFacts> = {}): StoryFacts {
  const terms = words.split(' ').filter(Boolean);
  return {
    id,
    sectionId: 'world',
    section: 'World',
    translationGroup: null,
    day: 100,
    length: 300,
    terms,
    words: terms,
    weights: terms.map(() => 1),
    tags: [],
    echo: 0,
    madeAt: null,
    chosenAt: null,
    whole: null,
    wholeOfTags: null,
    ...changes,
  };
}

const SUBJECT = story('subject', 'rare1 rare2 flood river town bridge common', { tags: ['t1', 't2'] });
const subject = new Subject(SUBJECT, RARITY);
const scoreOf = (other: StoryFacts): number => subject.compare(other)?.score ?? 0;
const chosen = (...others: StoryFacts[]): string[] => choose(subject, others).map((one) => one.story.id);

describe('the score of a story beside another', () => {
  it('counts what is rare for more, and a word that every second story has for nothing', () => {
    expect(scoreOf(story('a', 'rare1 x y'))).toBeGreaterThan(scoreOf(story('b', 'flood x y')));
    expect(subject.compare(story('c', 'common'))).toBeNull();
    expect(scoreOf(story('d', 'x', { tags: ['t1'] }))).toBeGreaterThan(
      scoreOf(story('e', 'x', { tags: ['t2'] })),
    );
  });

  it('is higher in the same section, and the nearer in time, for a long read as well as for news in brief', () => {
    const other = (changes: Partial<StoryFacts>): number => scoreOf(story('a', 'rare1 x', changes));
    expect(other({})).toBeCloseTo(other({ sectionId: 'sport' }) + RELATED_WEIGHTS.score.section);
    expect(other({ day: 93 })).toBeLessThan(other({}));
    expect(other({ day: 93 })).toBeLessThan(other({ day: 93, length: 3_000 }));
    expect(other({ day: -9_900 })).toBeGreaterThan(other({}) * RELATED_WEIGHTS.age.lasting * 0.99);
  });

  it('is not lowered by a footer that every second story has', () => {
    const footer = Array.from({ length: 30 }, (_, index) => `foot${index}`).join(' ');
    const rarity: Rarity = { ...RARITY, term: (term) => (term.startsWith('foot') ? 0 : 6) };
    const about = new Subject(story('s', `${footer} flood river`), rarity);
    const others = [story('a', `${footer} flood x`), story('b', `${footer} river y`)];
    expect(choose(about, others)).toHaveLength(2);
  });

  it('is a little higher for what readers talk about, and by no more however many do', () => {
    const other = (echo: number): number => scoreOf(story('a', 'rare1 x', { echo }));
    const { most, many, worthSaying } = RELATED_WEIGHTS.popularity;
    expect(other(1)).toBeGreaterThan(other(0));
    expect(other(many)).toBeCloseTo(other(0) * (1 + most));
    expect(other(many * 1_000)).toBeCloseTo(other(many));
    const kinds = (echo: number): string[] =>
      subject.compare(story('a', 'rare1 x', { echo }))?.reasons.map(({ kind }) => kind) ?? [];
    expect(kinds(worthSaying)).toContain('popular');
    expect(kinds(worthSaying - 1)).not.toContain('popular');
    expect(subject.compare(story('b', 'x y z', { echo: many }))).toBeNull();
  });

  it('is nothing below the floor, however new and near', () => {
    expect(subject.compare(story('a', 'x y z'))).toBeNull();
    const words = Array.from({ length: 40 }, (_, index) => `rare${index}`);
    const little = new Subject(story('b', words.join(' ')), RARITY);
    expect(little.compare(story('c', 'rare3'))).toBeNull();
    expect(little.compare(story('d', 'rare3 rare4 rare5 rare6'))).not.toBeNull();
  });

  it('names what it was made of, what counts most first, and nothing else', () => {
    const { reasons = [] } = subject.compare(story('a', 'flood common rare2 x', { tags: ['t2'] })) ?? {};
    expect(reasons).toEqual([
      { kind: 'terms', detail: 'rare2, flood' },
      { kind: 'tags', detail: 'Usual tag' },
      { kind: 'section', detail: 'World' },
      { kind: 'recent', detail: 'From the same days' },
    ]);
    const people = new Subject(
      story('b', 'en:=rareville en:flood', { words: ['Rareville', 'flood'] }),
      RARITY,
    );
    expect(people.compare(story('c', 'en:=rareville x y', { day: 1, sectionId: 'sport' }))?.reasons).toEqual([
      { kind: 'names', detail: 'Rareville' },
    ]);
    const far = subject.compare(story('a', 'x', { tags: ['t1'], sectionId: 'sport', day: 1 }));
    expect(far?.reasons).toEqual([{ kind: 'tags', detail: 'Rare tag' }]);
  });

  it('is the same seen from the other one, as it would be chosen there', () => {
    const other = story('a', 'rare1 flood x y', { tags: ['t1'], day: 90, length: 900 });
    const there = new Subject(other, RARITY);
    const known = { ...other, whole: there.whole, wholeOfTags: there.wholeOfTags };
    expect(subject.scoreBeside(known)).toBeCloseTo(there.compare(SUBJECT)?.score ?? NaN);
    expect(subject.scoreBeside(other)).toBe(0);
    expect(subject.scoreBeside({ ...known, terms: ['x'], tags: [] })).toBe(0);
  });
});

describe('the stories beside another', () => {
  it('come best first, as many as are stored', () => {
    const others = Array.from({ length: 30 }, (_, index) =>
      story(`${index}`, `rare1 own${index} more${index}`),
    );
    expect(chosen(...others)).toHaveLength(RELATED_WEIGHTS.stored);
    const many = Array.from({ length: 60 }, (_, index) =>
      story(`${index}`, `flood own${index} more${index}`),
    );
    expect(chosen(...many, story('best', 'rare1 rare2 x'))[0]).toBe('best');
    expect(chosen(story('a', 'flood x'), story('b', 'rare1 rare2 y'), story('c', 'rare1 z'))).toEqual([
      'b',
      'c',
      'a',
    ]);
  });

  it('have neither the story itself, nor a version or translation of it, nor one of them twice', () => {
    const translated = { translationGroup: 'g' };
    const french = new Subject({ ...SUBJECT, ...translated }, RARITY);
    expect(french.compare(story('a', 'rare1 x', translated))).toBeNull();
    expect(chosen(SUBJECT, story('b', SUBJECT.terms.join(' ')))).toEqual([]);
    expect(chosen(story('c', 'rare1 x y z'), story('d', 'rare1 x y z'))).toHaveLength(1);
    expect(chosen(story('e', 'rare1 x', translated), story('f', 'rare1 y', translated))).toHaveLength(1);
  });

  it('are mixed: of two nearly as good, the one that is less like the first', () => {
    const first = story('first', 'rare1 rare2 flood a b c');
    const alike = story('alike', 'rare1 rare2 a b c d');
    const other = story('other', 'rare1 rare2 e f g h', { day: 99.9 });
    expect(scoreOf(alike)).toBeGreaterThan(scoreOf(other));
    expect(chosen(alike, other, first)).toEqual(['first', 'other', 'alike']);
  });
});
