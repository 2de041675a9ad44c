import { type Finding, PASS, type Phase } from './phase.js';

const FEWEST_CHARACTERS = 2;
const MOST_MENTIONS = 10;
/** Capitals are judged in texts with so many letters that have a case, and may be this share of them. */
const SHOUTING = { letters: 20, share: 0.7 } as const;

const SPACE_AND_INVISIBLE = /[\s\p{Default_Ignorable_Code_Point}]/gu;
const CAPITALS = /\p{Lu}/gu;
const CASED = /[\p{Lu}\p{Ll}]/gu;
const MENTIONS = /(?<![\p{L}\p{N}@])@[\p{L}\p{N}_]/gu;

const count = (text: string, pattern: RegExp): number => text.match(pattern)?.length ?? 0;
const nudge = (rule: string, score: number, detail: string): Finding => ({
  verdict: 'nudge',
  rule,
  score,
  detail,
});

/** What is wrong with the look of a text, which its author can mend. Each pattern is linear in its length. */
export const length: Phase = {
  name: 'length',
  judge: ({ text }) => tooShort(text) ?? tooManyMentions(text) ?? shouting(text) ?? PASS,
};

function tooShort(text: string): Finding | null {
  const characters = [...text.replace(SPACE_AND_INVISIBLE, '')].length;
  return characters < FEWEST_CHARACTERS ? nudge('tooShort', characters, 'Say a little more.') : null;
}

function tooManyMentions(text: string): Finding | null {
  const mentions = count(text, MENTIONS);
  if (mentions <= MOST_MENTIONS) return null;
  return nudge('tooManyMentions', mentions, `Mention ${MOST_MENTIONS} people at most.`);
}

function shouting(text: string): Finding | null {
  const letters = count(text, CASED);
  const share = letters < SHOUTING.letters ? 0 : count(text, CAPITALS) / letters;
  return share > SHOUTING.share ? nudge('shouting', share, 'Write without so many capital letters.') : null;
}
