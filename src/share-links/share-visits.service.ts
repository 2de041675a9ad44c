import type { IncomingMessage } from 'node:http';
import { Inject, Injectable } from '@nestjs/common';
import { ArticleHeadQuery } from '../articles/article-head.query.js';
import { articleRetracted } from '../articles/article.errors.js';
import { DomainError } from '../platform/api/errors.js';
import { ADDRESSES, type Addresses } from '../platform/api/read-context.js';
import { type Viewer, viewerClass } from '../platform/api/viewer.js';
import { isAnonymous } from '../platform/cache/cache-key.js';
import { KeptValues } from '../platform/cache/kept-values.js';
import type { ResponseCache } from '../platform/cache/response-cache.js';
import { tagOf } from '../platform/cache/tag.js';
import { clientAddress } from '../platform/http/client-address.js';
import { addressKey, RateLimits } from '../platform/http/rate-limit.js';
import { previewPage } from './link-preview.js';
import { isShareCode } from './share-code.js';
import { shareCodeNotFound } from './share.errors.js';
import { VisitLedgerService } from './visit-ledger.service.js';
import type { Link } from './visit-answer.js';
import {
  addressOf,
  type AddressRules,
  type StoryTarget,
  type Visit,
  type VisitTarget,
} from './visit-target.js';
import { VisitTargetQuery } from './visit-target.query.js';
import { agentOf, hostOf, referrerDomain, type VisitorKind, visitorOf } from './visitor.js';

export interface ShareVisitsOptions {
  /** Parameters of a visit that go on to the story. */
  readonly forwarded: readonly string[];
  /** Addresses or CIDR ranges whose `X-Forwarded-For` is believed. */
  readonly trustedProxies: readonly string[];
  /** Knows what makes kept targets untrue; null where nothing is kept. */
  readonly cache: ResponseCache | null;
}

/** How a visit is answered. */
export interface Followed {
  readonly location: string;
  /** The page that says what is there, for those who do not follow; null for everyone else. */
  readonly preview: string | null;
}

/** Injection token of `ShareVisitsOptions`. */
export const SHARE_VISITS = Symbol('SHARE_VISITS');

/** Codes whose targets are kept. */
const MOST_TARGETS = 50_000;

const NOT_FOUND = 404;
/** Codes that lead nowhere, which one address may ask for in a window, in seconds: it guesses. */
const MISSES = { limit: 30, window: 60 } as const;

/** Leads visitors from a short link to the story, or from a sponsor slot to the sponsor, and counts them. */
@Injectable()
export class ShareVisitsService {
  readonly #kept: KeptValues<VisitTarget> | null;
  readonly #rules: AddressRules;
  readonly #ownHost: string;
  readonly #callerOf: (request: IncomingMessage) => string;

  constructor(
    private readonly targets: VisitTargetQuery,
    private readonly heads: ArticleHeadQuery,
    private readonly ledger: VisitLedgerService,
    private readonly limits: RateLimits,
    @Inject(ADDRESSES) { site }: Addresses,
    @Inject(SHARE_VISITS) { forwarded, trustedProxies, cache }: ShareVisitsOptions,
  ) {
    this.#kept = cache && new KeptValues(cache, MOST_TARGETS);
    this.#rules = { site, forwarded };
    this.#ownHost = hostOf(site);
    this.#callerOf = clientAddress(trustedProxies);
  }

  /** Where a code leads anonymous callers, when that is in memory. */
  kept(code: string): VisitTarget | undefined {
    return this.#kept?.find(code);
  }

  /**
   * The story that a code leads to.
   * @throws DomainError SHARE_CODE_NOT_FOUND, ARTICLE_RETRACTED, RATE_LIMITED
   */
  story(viewer: Viewer, code: string, request: IncomingMessage): Promise<StoryTarget> {
    return this.unlessGuessing(viewer, async () => {
      const target = await this.target(viewer, code, request);
      if (target.kind === 'retracted') throw articleRetracted(target.notice);
      if (target.kind === 'slot') throw shareCodeNotFound();
      return target;
    });
  }

  /**
   * Leads a visit on, and counts it.
   * @throws DomainError SHARE_CODE_NOT_FOUND, ARTICLE_RETRACTED, INVALID_PARAMETER, RATE_LIMITED
   */
  follow(viewer: Viewer, link: Link, request: IncomingMessage): Promise<Followed> {
    return this.unlessGuessing(viewer, async () => {
      const target = await this.target(viewer, link.code, request);
      const location = this.addressOf(target, link);
      const { kind, isPreview } = visitorOf(request);
      const head =
        isPreview && target.kind === 'story' ? await this.heads.of(viewerClass(viewer), target.id) : null;
      this.count(target, link, kind, request);
      return { location, preview: head && previewPage(head.seo, location) };
    });
  }

  /** The address that a visit is led to. @throws DomainError SHARE_CODE_NOT_FOUND, ARTICLE_RETRACTED, INVALID_PARAMETER */
  addressOf(target: VisitTarget, visit: Visit): string {
    return addressOf(target, visit, this.#rules);
  }

  /** Counts a visit that was led on. */
  count(
    target: VisitTarget,
    { code, network }: Pick<Link, 'code' | 'network'>,
    visitor: VisitorKind,
    request: IncomingMessage,
  ): void {
    if (target.kind === 'retracted') return;
    const domain = referrerDomain(request.headers);
    this.ledger.count({
      code,
      visitor,
      subject: target,
      network: network ?? 'link',
      referrer: domain === this.#ownHost ? null : domain,
      address: this.#callerOf(request),
      agent: agentOf(request.headers),
    });
  }

  /** Where a code leads the caller. @throws DomainError SHARE_CODE_NOT_FOUND */
  private async target(viewer: Viewer, code: string, request: IncomingMessage): Promise<VisitTarget> {
    if (!isShareCode(code)) throw shareCodeNotFound();
    const kept = isAnonymous(request.headers) ? this.#kept : null;
    const known = kept?.find(code);
    if (known) return known;
    const begun = kept?.begin();
    const found = await this.targets.find(viewerClass(viewer), code);
    if (!found) throw shareCodeNotFound();
    const { target, tags, lastsMs } = found;
    if (kept && begun) kept.keep(code, target, { begun, tags: tags.map(tagOf), lastsMs });
    return target;
  }

  /** An address that asks for many codes that lead nowhere is told to wait. Those that lead on are never refused. */
  private async unlessGuessing<T>({ address }: Viewer, act: () => Promise<T>): Promise<T> {
    try {
      return await act();
    } catch (error) {
      if (error instanceof DomainError && error.status === NOT_FOUND) {
        await this.limits.consume('short-links', addressKey(address), MISSES.limit, MISSES.window);
      }
      throw error;
    }
  }
}
