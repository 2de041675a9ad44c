import { describe, expect, it } from 'vitest';
import { form } from './form.phase.js';
import type { JudgedComment } from './phase.js';

const NOW = new Date('2026-03-01T12:00:00Z');

const judged = (hints: Partial<JudgedComment['form']>, kind: JudgedComment['kind'] = 'new') =>
  form.judge({ kind, form: { trap: null, openedAt: null, ...hints }, now: NOW } as JudgedComment, undefined);

const openedFor = (seconds: number) => judged({ openedAt: new Date(NOW.getTime() - seconds * 1_000) });

describe('the form of a comment', () => {
  it('is spam when the field is filled in that people do not see, however long it took', () => {
    const openedAt = new Date(NOW.getTime() - 60_000);
    expect(judged({ trap: 'Cheap watches', openedAt })).toMatchObject({ verdict: 'spam', rule: 'trap' });
  });

  it.each([
    ['at once', 0],
    ['in less than two seconds', 1.999],
    ['long before it was opened', -61],
  ])('is held when it was filled in %s', (_, seconds) => {
    expect(openedFor(seconds)).toEqual({ verdict: 'hold', rule: 'tooFast', score: seconds });
  });

  it.each([
    ['takes two seconds', 2],
    ['takes a day', 86_400],
    ['comes from a clock that is a little ahead', -30],
  ])('passes when it %s', (_, seconds) => {
    expect(openedFor(seconds)).toMatchObject({ verdict: 'pass', rule: null });
  });

  it('passes when its client does not say when it was opened, and for edits', () => {
    expect(judged({})).toMatchObject({ verdict: 'pass' });
    expect(judged({ trap: 'x', openedAt: NOW }, 'edit')).toMatchObject({ verdict: 'pass' });
  });
});
