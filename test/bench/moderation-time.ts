import { performance } from 'node:perf_hooks';
import { commentHtml } from '../../src/body/comment-text.js';
import { ModerationService } from '../../src/moderation/moderation.service.js';
import type { SentComment } from '../../src/moderation/phase.js';
import { phasesOf } from '../../src/moderation/phases.js';
import { WordFile } from '../../src/moderation/word-file.js';
import type { Database } from '../../src/platform/database/database.js';
import { RateLimits } from '../../src/platform/http/rate-limit.js';
import { KeyRing } from '../../src/platform/secrets/key-ring.js';
import { Random } from '../support/random.js';
import { sentence } from './data/prose.js';

const WARM_UPS = 200;
const TURNS = 1_000;
/** Most characters that a comment may have. */
const LONGEST = 5_000;

/** A list of so many terms of one to three words, as moderators write them. */
export function wordList(terms: number): string {
  const random = new Random(6);
  const word = (): string => Math.floor(random.next() * 36 ** 6).toString(36);
  const term = (): string => Array.from({ length: random.int(1, 3) }, word).join(' ');
  return Array.from({ length: terms }, (_, index) => `${index % 2 ? 'spam: ' : ''}x${term()}`).join('\n');
}

/** What the database would say of a commenter and a text that are new. */
const FACTS = {
  closed: { isClosed: false },
  ban: null,
  repeat: { same: null, similar: null },
  challenge: { articleId: '', isAttacked: false },
  name: { isTaken: false },
  trust: { approved: 3, refused: 0 },
  premoderation: { policy: 'open', isKnown: false },
};
const ANSWERS = [{ facts: FACTS, name: 'Ada Lovelace' }];

/**
 * Measures how long moderation takes without the database, for comments of some length.
 * @returns a line with milliseconds
 */
export async function moderationTime(wordsFile: string): Promise<string> {
  const database = { read: () => Promise.resolve(ANSWERS) } as unknown as Database;
  const limits = new RateLimits(false);
  const challenges = { isNeeded: () => false, check: () => Promise.resolve() };
  const phases = phasesOf({
    ...{ database, limits, challenges },
    hook: null,
    wordFile: await WordFile.open(wordsFile),
  });
  const ring = new KeyRing([{ id: '1', secret: Buffer.alloc(32, 7) }]);
  const moderation = new ModerationService(database, ring, phases);
  const random = new Random(7);
  const texts = [100, 500, LONGEST].map((characters) => textOf(random, characters));
  const parts: string[] = [];
  for (const text of texts) parts.push(await timed(text, (given) => moderation.judge(given)));
  return `Moderation without the database: ${parts.join('; ')}.`;
}

function textOf(random: Random, characters: number): string {
  let text = '';
  while (text.length < characters) text += `${sentence(random)} `;
  return text.slice(0, characters).trim();
}

async function timed(text: string, judge: (comment: SentComment) => Promise<unknown>): Promise<string> {
  const times: number[] = [];
  for (let turn = -WARM_UPS; turn < TURNS; turn += 1) {
    const comment = commentOf(text);
    const started = performance.now();
    await judge(comment);
    if (turn >= 0) times.push(performance.now() - started);
  }
  times.sort((a, b) => a - b);
  const at = (share: number): string => (times[Math.floor(TURNS * share)] ?? Number.NaN).toFixed(2);
  return `${text.length} characters p50 ${at(0.5)} ms, p95 ${at(0.95)} ms`;
}

const commentOf = (text: string): SentComment => ({
  ...{ kind: 'new', id: '01990000-0000-7000-8000-000000000001', article: 'a-story', parentId: null },
  ...{ name: 'Bench Reader', email: 'reader@example.org', website: null, text, html: commentHtml(text) },
  viewer: { key: null, actor: 'anonymous', scopes: new Set(), address: '192.0.2.1' },
  form: { trap: null, openedAt: null },
  challenge: null,
  insists: false,
  now: new Date(),
});
