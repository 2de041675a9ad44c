import type { Database } from '../platform/database/database.js';
import type { RateLimits } from '../platform/http/rate-limit.js';
import { ban } from './ban.phase.js';
import { challenge } from './challenge.phase.js';
import { closed } from './closed.phase.js';
import { form } from './form.phase.js';
import { hook, type ModerationHook } from './hook.phase.js';
import { length } from './length.phase.js';
import { links } from './links.phase.js';
import { name } from './name.phase.js';
import type { Phase, PhaseTools } from './phase.js';
import { premoderation } from './premoderation.phase.js';
import { rate } from './rate.phase.js';
import { repeat } from './repeat.phase.js';
import { StaffNames } from './staff-names.js';
import { trust } from './trust.phase.js';
import type { WordFile } from './word-file.js';
import { words } from './words.phase.js';

/** What phases work with, as the settings say. */
export interface ModerationOptions {
  /** File of words that are not wanted; null for none. */
  readonly wordsFile: string | null;
  readonly hook: ModerationHook | null;
}

interface Tools extends PhaseTools {
  readonly database: Database;
  readonly limits: RateLimits;
  readonly hook: ModerationHook | null;
  readonly wordFile: WordFile | null;
}

/** Every phase, in the order in which they judge. */
export const phasesOf = ({
  database,
  limits,
  challenges,
  hook: service,
  wordFile,
}: Tools): readonly Phase[] =>
  [
    closed,
    ban,
    rate(limits),
    challenge(challenges),
    form,
    repeat,
    length,
    links,
    words(wordFile),
    name(new StaffNames(database)),
    hook(service),
    trust,
    premoderation,
  ] as readonly Phase[];
