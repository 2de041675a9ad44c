import { PASS, type Phase } from './phase.js';

/** Nobody reads a story's form and writes a comment in less. */
const LEAST_MS = 2_000;
/** By how much the clock of a reader's device may be ahead. */
const AHEAD_MS = 60_000;

/** What programs give away that fill in forms: they fill in what people do not see, and at once. */
export const form: Phase = {
  name: 'form',
  judge({ kind, form: { trap, openedAt }, now }) {
    if (kind === 'edit') return PASS;
    if (trap) return { verdict: 'spam', rule: 'trap', score: null };
    if (openedAt === null) return PASS;
    const tookMs = now.getTime() - openedAt.getTime();
    const isPlausible = tookMs >= LEAST_MS || (tookMs < 0 && tookMs >= -AHEAD_MS);
    return isPlausible ? PASS : { verdict: 'hold', rule: 'tooFast', score: tookMs / 1_000 };
  },
};
