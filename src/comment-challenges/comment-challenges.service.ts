import { Inject, Injectable } from '@nestjs/common';
import { type Challenge, createChallenge, type Payload, verifySolution } from 'altcha-lib';
import { deriveKey } from 'altcha-lib/algorithms/pbkdf2';
import { ArticleLookup } from '../articles/article-lookup.js';
import { ADDRESSES, type Addresses } from '../platform/api/read-context.js';
import { type Viewer, viewerClass } from '../platform/api/viewer.js';
import { Database } from '../platform/database/database.js';
import { raw, sql } from '../platform/database/sql.js';
import { addressKey, RateLimits } from '../platform/http/rate-limit.js';
import { KeyRing } from '../platform/secrets/key-ring.js';
import { challengeFailed, challengeRequired } from './comment-challenge.errors.js';
import { CHALLENGE_OPTIONS, type ChallengeOptions } from './challenge-options.js';
import { CHALLENGE_KIND, challengePath } from './comment-challenge.query.js';
import type { IssuedChallenge } from './comment-challenge.view.js';

/**
 * The work: some 256 keys of about a millisecond each are derived until one fits, so half a second on a desk and two or
 * three in a pocket, for every comment. To check it, one is.
 */
const WORK = { algorithm: 'PBKDF2/SHA-256', cost: 5_000, keyPrefix: '00' } as const;

const LIFETIME_MS = 10 * 60_000;
/** Longer than a challenge lives, since the clocks of processes and database may differ. */
const KEPT_FOR = raw(`interval '20 minutes'`);
/** Used challenges that are over, and thrown away by the way. */
const CLEARED = raw('100');

/** Challenges that one address may get in a window, in seconds. */
const CHALLENGE_RATE = { limit: 60, window: 60 } as const;

export interface NewChallenge {
  readonly challenge: IssuedChallenge;
  /** What is left of the caller's rate limit, as headers. */
  readonly rateLimit: Readonly<Record<string, string>>;
}

/**
 * Gives challenges, and takes their solutions. A challenge is not stored: what it is for and until when is in what was
 * signed. Once used, its nonce is.
 */
@Injectable()
export class CommentChallengesService {
  constructor(
    private readonly database: Database,
    private readonly lookup: ArticleLookup,
    private readonly limits: RateLimits,
    private readonly ring: KeyRing,
    @Inject(ADDRESSES) private readonly addresses: Addresses,
    @Inject(CHALLENGE_OPTIONS) private readonly options: ChallengeOptions,
  ) {}

  /**
   * A challenge for one comment on a story that the viewer can see.
   * @throws DomainError RATE_LIMITED, ARTICLE_NOT_FOUND, ARTICLE_RETRACTED
   */
  async issue(reference: string, viewer: Viewer, now: Date): Promise<NewChallenge> {
    const { limit, window } = CHALLENGE_RATE;
    const rateLimit = await this.limits.consume('challenges', addressKey(viewer.address), limit, window);
    const article = await this.lookup.idOf(reference, viewerClass(viewer));
    const { parameters, signature = '' } = await createChallenge({
      ...WORK,
      deriveKey,
      expiresAt: new Date(now.getTime() + LIFETIME_MS),
      data: { article },
      hmacSignatureSecret: this.secret,
    });
    return { challenge: { parameters, signature }, rateLimit: { ...rateLimit } };
  }

  /** @param isAttacked whether the discussion is under attack */
  isNeeded(isAttacked: boolean): boolean {
    const { mode } = this.options;
    return mode === 'always' || (mode === 'auto' && isAttacked);
  }

  /**
   * Takes the solution that came with a comment. It is used from then on, whatever becomes of the comment: whoever could
   * try again and again with one would have all of moderation work for nothing.
   * @param article id of the story
   * @param solution as it was sent; null for none
   * @throws DomainError CHALLENGE_REQUIRED, CHALLENGE_FAILED
   */
  async check(article: string, solution: string | null): Promise<void> {
    if (!solution) {
      throw challengeRequired(CHALLENGE_KIND, `${this.addresses.api}${challengePath(article)}`);
    }
    const challenge = await this.solved(solution);
    const { nonce, data } = challenge?.parameters ?? {};
    if (nonce === undefined || data?.['article'] !== article) throw challengeFailed();
    if (!(await this.use(nonce))) throw challengeFailed();
  }

  /** The challenge of this installation that a text solves; null when it solves none. */
  private async solved(text: string): Promise<Challenge | null> {
    try {
      const { challenge, solution } = JSON.parse(Buffer.from(text, 'base64').toString('utf8')) as Payload;
      const options = { challenge, solution, deriveKey, hmacSignatureSecret: this.secret };
      return (await verifySolution(options)).verified ? challenge : null;
    } catch {
      // Anything may stand there. What is signed was made here, so it is not that.
      return null;
    }
  }

  /** @returns whether it was not used before: of any number at a time, just one is told so */
  private async use(nonce: string): Promise<boolean> {
    const used = await this.database.query(sql`
      with cleared as (
        delete from used_challenge where ctid = any(array(
          select ctid from used_challenge where kept_until <= now() limit ${CLEARED} for update skip locked))
      )
      insert into used_challenge (nonce, kept_until) values (${Buffer.from(nonce, 'hex')}, now() + ${KEPT_FOR})
      on conflict do nothing returning nonce`);
    return used.length > 0;
  }

  /** The key that challenges are signed with. */
  private get secret(): string {
    return this.ring.index('comment-challenge', 'signature').toString('hex');
  }
}
