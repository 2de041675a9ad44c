import { emailIndex } from '../platform/secrets/email-index.js';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { commentPolicyOf, commentsCloseAt } from '../articles/comment-policy.js';
import { articleNotFound } from '../articles/article.errors.js';
import { visibleTo } from '../articles/visibility.js';
import { DomainError, invalidInput } from '../platform/api/errors.js';
import { isUuid } from '../platform/api/uuid.js';
import { accountOf, type Viewer, viewerClass } from '../platform/api/viewer.js';
import { Database } from '../platform/database/database.js';
import { compile, type CompiledSql, join, literal, Slot, sql, type Sql } from '../platform/database/sql.js';
import { networkOf } from '../platform/http/network.js';
import { KeyRing } from '../platform/secrets/key-ring.js';
import { storedFingerprint, type StoredFingerprint } from './fingerprint.js';
import {
  type Asked,
  type Finding,
  type JudgedComment,
  type Phase,
  type SentComment,
  type Verdict,
  VERDICTS,
} from './phase.js';

export type { SentComment };

/** Injection token of the ordered list of phases. */
export const MODERATION_PHASES = Symbol('MODERATION_PHASES');

/** Longest that one phase may take. */
const PHASE_TIMEOUT_MS = 3_000;

/** Longest text of a finding that is kept, in code points. */
const LONGEST_TEXT = 500;

/** What a phase found, as it is kept. */
export interface Decision extends Finding {
  readonly phase: string;
}

/** What moderation as a whole makes of a comment. */
export interface Judgement {
  readonly status: 'approved' | 'pending' | 'spam' | 'rejected';
  /** Of every phase in their order, those that found nothing included. */
  readonly decisions: readonly Decision[];
  /** What the text is recognised by from now on. */
  readonly fingerprint: StoredFingerprint;
}

const STATUS_AFTER: Readonly<Record<Verdict, Judgement['status']>> = {
  pass: 'approved',
  nudge: 'pending',
  hold: 'pending',
  spam: 'spam',
  reject: 'rejected',
};

type Facts = Readonly<Record<string, unknown>>;

/** Judges comments by an ordered list of phases. One that fails or takes too long holds the comment, and never passes it. */
@Injectable()
export class ModerationService {
  readonly #logger = new Logger(ModerationService.name);
  readonly #facts = new Map<string, CompiledSql>();

  constructor(
    private readonly database: Database,
    private readonly ring: KeyRing,
    @Inject(MODERATION_PHASES) private readonly phases: readonly Phase[],
  ) {}

  /**
   * @throws DomainError of a phase that does not take the comment: COMMENTS_CLOSED and others; INVALID_INPUT with the
   * faults that the author is to mend first; ARTICLE_NOT_FOUND for a story that the viewer cannot see
   */
  async judge(sent: SentComment): Promise<Judgement> {
    const fingerprint = storedFingerprint(sent.text);
    const comment: JudgedComment = { ...sent, fingerprint };
    const facts = await this.factsFor(comment);
    const decisions: Decision[] = [];
    for (const phase of this.phases) {
      decisions.push({ phase: phase.name, ...(await this.findingOf(phase, comment, facts[phase.name])) });
    }
    const isExcused = decisions.some(({ excusesNudges }) => excusesNudges);
    const nudges = decisions.filter(({ verdict }) => verdict === 'nudge' && !isExcused);
    if (nudges.length > 0 && !comment.insists) throw invalidInput(nudges.map(faultOf));
    const counted = decisions.filter(({ verdict }) => verdict !== 'nudge' || !isExcused);
    const strictest = Math.max(...counted.map(({ verdict }) => VERDICTS.indexOf(verdict)), 0);
    return { status: STATUS_AFTER[VERDICTS[strictest] as Verdict], decisions, fingerprint };
  }

  private async findingOf(phase: Phase, comment: JudgedComment, facts: unknown): Promise<Finding> {
    try {
      return keepable(await within(PHASE_TIMEOUT_MS, phase.judge(comment, facts)));
    } catch (error) {
      if (error instanceof DomainError) throw error;
      this.#logger.error(error);
      return { verdict: 'hold', rule: 'failed', score: null };
    }
  }

  private async factsFor(comment: JudgedComment): Promise<Facts> {
    const viewer = viewerClass(comment.viewer);
    const form = `${viewer} ${isUuid(comment.article)}`;
    let statement = this.#facts.get(form);
    if (!statement) {
      statement = compile(this.factsStatement(isUuid(comment.article), viewer));
      this.#facts.set(form, statement);
    }
    const { email, id, now, article } = comment;
    const slots = {
      article,
      email: emailIndex(this.ring, email),
      subject: comment.account === undefined ? accountIndex(this.ring, comment.viewer) : comment.account,
      network: networkOf(comment.viewer.address),
      ...{ commentId: id, now },
      ...this.ownValues(comment),
    };
    const [row] = await this.database.read<{ facts: Facts }>(statement, { naming: 'fixed', slots });
    if (!row) throw articleNotFound();
    return row.facts;
  }

  private ownValues(comment: JudgedComment): Facts {
    return Object.fromEntries(
      this.phases.flatMap(({ name, values }) =>
        Object.entries(values?.(comment) ?? {}).map(([key, value]) => [`${name}.${key}`, value]),
      ),
    );
  }

  /** What all phases have to know, in one statement. */
  private factsStatement(byId: boolean, viewer: ReturnType<typeof viewerClass>): Sql {
    const a = sql`art`;
    const row = { a, s: sql`sec`, site: sql`site` };
    const facts = this.phases.flatMap(({ name, facts: asked }) =>
      asked ? [sql`${literal(name)}, ${asked({ ...ASKED, own: (key) => ownSlot(name, key) })}`] : [],
    );
    return sql`with story as materialized (
        select ${a}.id, ${a}.section_id, ${commentPolicyOf(row)} as policy, ${commentsCloseAt(row)} as closes_at
        from article ${a} join section sec on sec.id = ${a}.section_id, site
        where ${byId ? sql`${a}.id` : sql`${a}.slug`} = ${new Slot('article')} and ${visibleTo(viewer, a)}
      )
      select json_build_object(${join(facts, ', ')}) as facts from story`;
  }
}

/** The account of a reader who is signed in, as it is kept with comments: an HMAC. */
export function accountIndex(ring: KeyRing, viewer: Viewer): Buffer | null {
  const account = accountOf(viewer);
  return account === null ? null : ring.index('comment-subject', account);
}

const ownSlot = (phase: string, key: string): Sql => sql`${new Slot(`${phase}.${key}`)}`;

const ASKED: Omit<Asked, 'own'> = {
  story: sql`story`,
  email: sql`${new Slot('email')}::bytea`,
  subject: sql`${new Slot('subject')}::bytea`,
  network: sql`${new Slot('network')}::cidr`,
  commentId: sql`${new Slot('commentId')}::uuid`,
  now: sql`${new Slot('now')}::timestamptz`,
};

const faultOf = ({ rule, detail }: Decision) => ({
  pointer: '/body',
  code: rule?.replace(/[A-Z]/g, '_$&').toUpperCase() ?? 'INVALID',
  detail: detail ?? 'Moderators may not like this. Change it, or send it with `insist`.',
});

/** A finding as the database can keep it, wherever the phase has its words from. */
const keepable = ({ rule, detail, ...found }: Finding): Finding => ({
  ...found,
  rule: rule && keepableText(rule),
  ...(detail === undefined ? {} : { detail: keepableText(detail) }),
});

/** Neither NUL nor half a surrogate pair is a character to PostgreSQL. */
const keepableText = (text: string): string =>
  Array.from(text.toWellFormed().replaceAll('\0', '\uFFFD')).slice(0, LONGEST_TEXT).join('');

/** @throws Error when it takes longer */
function within<T>(milliseconds: number, work: T | Promise<T>): T | Promise<T> {
  if (!(work instanceof Promise)) return work;
  let timer: NodeJS.Timeout;
  const late = new Promise<never>((_, fail) => {
    timer = setTimeout(() => fail(new Error(`It took longer than ${milliseconds} ms.`)), milliseconds);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}
