import type { CommentChallengesService } from '../comment-challenges/comment-challenges.service.js';
import type { Viewer } from '../platform/api/viewer.js';
import type { Sql } from '../platform/database/sql.js';
import type { StoredFingerprint } from './fingerprint.js';

/**
 * What a phase makes of a comment, from the mildest to the strictest:
 * `nudge` is a fault that its author can mend, and is shown before the comment is taken; who insists is taken as `hold`.
 * `hold` leaves it to a moderator, `spam` and `reject` keep it out of sight for good.
 */
export const VERDICTS = ['pass', 'nudge', 'hold', 'spam', 'reject'] as const;
export type Verdict = (typeof VERDICTS)[number];

/** What one phase says of a comment. */
export interface Finding {
  readonly verdict: Verdict;
  /** Which of the phase's rules it was, such as `tooManyLinks`; null where nothing was found. */
  readonly rule: string | null;
  /** How sure, or how much: what it means is the rule's own; null where it has no number. */
  readonly score: number | null;
  /** For moderators, and in a nudge for the author; never says more than the author wrote. */
  readonly detail?: string;
  /** Whether it makes up for nudges: the comment is taken as if they had not been found. */
  readonly excusesNudges?: boolean;
}

/** Nothing was found. */
export const PASS: Finding = { verdict: 'pass', rule: null, score: null };

/** A comment that is to be taken, or an edit of one, before it is stored. */
export interface SentComment {
  readonly kind: 'new' | 'edit';
  /** Id of the comment, which a new one has already. */
  readonly id: string;
  /** Id or present slug of the story. */
  readonly article: string;
  readonly parentId: string | null;
  readonly name: string;
  readonly email: string;
  readonly website: string | null;
  /** As the author wrote it, and as it will be shown. */
  readonly text: string;
  readonly html: string;
  readonly viewer: Viewer;
  /** HMAC of the account that it was written with, of one that is there; absent: that of the viewer. */
  readonly account?: Buffer | null;
  /** What came with the form beside the comment: its trap, and when it was opened. */
  readonly form: FormHints;
  /** What came as the solution of a challenge. */
  readonly challenge: string | null;
  /** Whether the author insists on what a nudge said. */
  readonly insists: boolean;
  readonly now: Date;
}

/** A comment, and what moderation works out of it by itself. */
export interface JudgedComment extends SentComment {
  readonly fingerprint: StoredFingerprint;
}

export interface FormHints {
  /** What stands in the field that people do not see. */
  readonly trap: string | null;
  /** When the form was shown, as its client says. */
  readonly openedAt: Date | null;
}

/**
 * One step of moderation. A phase is one file (`*.phase.ts`) and one line in `phases.ts`.
 *
 * What it has to know from the database is JSON of one SQL expression; the expressions of all phases are one statement.
 */
export interface Phase<Facts = unknown> {
  /** As it stands in decisions. */
  readonly name: string;
  readonly facts?: (asked: Asked) => Sql;
  /** What the phase itself computes of the comment for its SQL, which names it by `asked.own`. */
  readonly values?: (comment: JudgedComment) => Readonly<Record<string, unknown>>;
  /**
   * @throws DomainError for a comment that is not taken at all, with a reason that its author may know: nothing is
   * stored then. Anything else that it throws, and a time-out, holds the comment.
   */
  judge(comment: JudgedComment, facts: Facts): Finding | Promise<Finding>;
}

/** What phases ask beside the database. */
export interface PhaseTools {
  readonly challenges: Pick<CommentChallengesService, 'isNeeded' | 'check'>;
}

/** What the SQL of a phase's facts can name: aliases of rows, and values of the comment. */
export interface Asked {
  /** The story: `id`, `policy` and `closes_at`, the site's and sections' settings applied. */
  readonly story: Sql;
  /** `bytea`: HMAC of the e-mail address in its one spelling, of the reader's subject (null for a guest). */
  readonly email: Sql;
  readonly subject: Sql;
  /** `cidr`: the /24 or /48 that the comment came from; null when it is not known. */
  readonly network: Sql;
  readonly commentId: Sql;
  readonly now: Sql;
  /** One of the phase's own values; to be cast to its type. */
  readonly own: (name: string) => Sql;
}
