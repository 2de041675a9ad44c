import { accountOf } from '../platform/api/viewer.js';
import { randomUUID } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { postOutside } from '../platform/http/outside-call.js';
import { type Finding, type JudgedComment, PASS, type Phase, VERDICTS, type Verdict } from './phase.js';

/** A service elsewhere that has a say. */
export interface ModerationHook {
  readonly url: string;
  /** `whsec_` and a key in base64. */
  readonly secret: string;
  /** Whether it may be in a private network. */
  readonly allowPrivate: boolean;
}

const TIMEOUT_MS = 2_000;
const LONGEST_ANSWER = 65_536;
/** Names of rules. Another text could quote the comment, of which an erasure leaves nothing but the rules. */
const RULE = /^[A-Za-z][A-Za-z0-9_-]{0,63}$/;

/**
 * Asks a service elsewhere, by the Standard Webhooks specification: HMAC-SHA-256 over id, time and body. It hears neither
 * e-mail nor network address. It answers `{ verdict, rule?, score?, detail? }`; what else it answers, an error or nothing
 * in time, holds the comment. A rule that is no name is taken as `other`.
 */
export function hook(options: ModerationHook | null): Phase {
  if (!options) return { name: 'hook', judge: () => PASS };
  const signer = new Webhook(options.secret);
  const limits = { timeoutMs: TIMEOUT_MS, maxBytes: LONGEST_ANSWER, allowPrivate: options.allowPrivate };
  return {
    name: 'hook',
    async judge(comment) {
      const body = JSON.stringify(described(comment));
      const id = `msg_${randomUUID()}`;
      const headers = {
        'content-type': 'application/json',
        'webhook-id': id,
        'webhook-timestamp': String(Math.floor(comment.now.getTime() / 1_000)),
        'webhook-signature': signer.sign(id, comment.now, body),
      };
      const { status, text } = await postOutside(options.url, body, headers, limits);
      if (status !== 200) throw new Error(`The moderation hook answered ${status}.`);
      return findingOf(JSON.parse(text));
    },
  };
}

const described = (comment: JudgedComment) => {
  const { kind, id, article, parentId, name, website, text, html, viewer, now } = comment;
  return {
    type: kind === 'new' ? 'comment.created' : 'comment.edited',
    timestamp: now.toISOString(),
    data: { id, article, parentId, name, website, text, html, isSignedIn: accountOf(viewer) !== null },
  };
};

/** @throws Error for what is no finding. A nudge is not a service's to give: its author could not be asked in time. */
function findingOf(answer: unknown): Finding {
  const { verdict, rule, score, detail } = (answer ?? {}) as Record<string, unknown>;
  const isVerdict = VERDICTS.some((known) => known === verdict && known !== 'nudge');
  if (!isVerdict) throw new Error('The moderation hook gave no verdict.');
  return {
    verdict: verdict as Verdict,
    rule: typeof rule === 'string' ? (RULE.test(rule) ? rule : 'other') : null,
    score: typeof score === 'number' && Number.isFinite(score) ? score : null,
    ...(typeof detail === 'string' ? { detail } : {}),
  };
}
