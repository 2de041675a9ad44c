import { MAX_BLOCKS, MAX_CHARACTERS } from '../body/body-limits.js';
import type { FieldError } from '../platform/api/errors.js';
import { webAddress } from './creative-rules.js';
import type { PlacementEntity } from './placement.entities.js';

/** More words than a body can have, since each has a character at least. */
const MAX_WORDS = MAX_CHARACTERS;
/** A slot never stands behind the last block, where that for the end of the story does. */
const MAX_BLOCKS_BEFORE = MAX_BLOCKS - 1;

const NOWHERE = 'RULE_MATCHES_NOTHING';

/** A rule as it comes in. */
export interface WantedRule {
  readonly kind: PlacementEntity['rule'];
  readonly amount?: number | null;
  readonly most?: number | null;
}

/** What is wrong with a rule: that a part of it is missing, means nothing, or that no story has such a place. */
export function ruleFaults({ kind, amount, most }: WantedRule): FieldError[] {
  const faults: FieldError[] = [];
  const fault = (part: 'amount' | 'most', code: string, detail: string) =>
    faults.push({ pointer: `/rule/${part}`, code, detail });
  const isInText = kind === 'afterWords' || kind === 'everyBlocks';
  if (isInText && !amount) fault('amount', 'REQUIRED', `${kind} needs an amount.`);
  if (!isInText && amount) fault('amount', 'INVALID', `${kind} takes no amount.`);
  if (kind === 'everyBlocks' && !most) fault('most', 'REQUIRED', 'everyBlocks needs a limit.');
  if (kind !== 'everyBlocks' && most) fault('most', 'INVALID', `${kind} stands once in a story.`);
  const limit = kind === 'afterWords' ? MAX_WORDS : MAX_BLOCKS_BEFORE;
  if (isInText && amount && amount > limit) {
    const what = kind === 'afterWords' ? 'words' : 'blocks';
    fault('amount', NOWHERE, `No story has more than ${limit.toLocaleString('en')} ${what} before a slot.`);
  }
  return faults;
}

/** A slot that leads to a short link would be followed in a circle some day, and counted each time. */
export function targetFaults(href: string, apiAddress: string): FieldError[] {
  const isShortLink = webAddress(href)?.startsWith(`${webAddress(apiAddress)?.replace(/\/$/, '')}/s/`);
  if (!isShortLink) return [];
  return [{ pointer: '/href', code: 'INVALID', detail: 'A slot cannot lead to a short link.' }];
}

/** What is wrong with a slot as a whole, whatever part of it was said just now. */
export function placementFaults(
  slot: Pick<PlacementEntity, 'text' | 'minWords' | 'startsAt' | 'endsAt'> & { readonly hasImage: boolean },
): FieldError[] {
  const { text, hasImage, minWords, startsAt, endsAt } = slot;
  const faults: FieldError[] = [];
  if (text === null && !hasImage) {
    faults.push({ pointer: '/text', code: 'REQUIRED', detail: 'A slot needs a text or a picture.' });
  }
  if (minWords > MAX_WORDS) {
    const detail = `No story has more than ${MAX_WORDS.toLocaleString('en')} words.`;
    faults.push({ pointer: '/minWords', code: NOWHERE, detail });
  }
  if (startsAt && endsAt && endsAt <= startsAt) {
    const detail = 'endsAt must be later than startsAt.';
    faults.push({ pointer: '/endsAt', code: 'ENDS_TOO_EARLY', detail });
  }
  return faults;
}
