import { Inject, Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { AccessService } from '../access/access.service.js';
import { unauthenticated } from '../platform/api/errors.js';
import { type Viewer, viewerClass } from '../platform/api/viewer.js';
import { Every } from '../platform/background/every.js';
import { ChangeListener } from '../platform/changes/change-listener.js';
import { addressKey, RateLimits } from '../platform/http/rate-limit.js';
import { noStreamsLeft, tooManyStreams } from './live.errors.js';
import { LiveArticlesQuery } from './live-articles.query.js';
import { LiveFeed } from './live-feed.service.js';
import { LiveLogQuery } from './live-log.query.js';
import { readPosition } from './live-position.js';
import { LiveStream } from './live-stream.js';

export interface LiveOptions {
  /** Streams at once, in this process. */
  readonly streams: number;
  readonly streamsPerAddress: number;
  readonly heartbeatSeconds: number;
}

/** Injection token of the options. */
export const LIVE_OPTIONS = Symbol('LIVE_OPTIONS');

const ARTICLE = 'article:';
/** Streams that one address may begin in a window, in seconds. */
const BEGINNINGS = { limit: 60, window: 60 } as const;

export interface LiveRequest {
  readonly viewer: Viewer;
  /** Who asks, as it was said; undefined for an anonymous caller. */
  readonly authorization: string | undefined;
  /** Id or slug of a story; null for all stories, and no comments. */
  readonly article: string | null;
  /** Slug of a section; null for all sections. */
  readonly section: string | null;
  /** Where the client was when it lost its connection. */
  readonly lastEventId: string | undefined;
}

export interface OpenedStream {
  readonly stream: LiveStream;
  /** What is left of the caller's rate limit, as headers. */
  readonly rateLimit: Readonly<Record<string, string>>;
}

interface Open {
  readonly stream: LiveStream;
  readonly address: string;
  readonly authorization: string | undefined;
}

/** The streams of this process: who may have one, how many there are, and when they end. */
@Injectable()
export class LiveStreamsService implements OnModuleInit, OnModuleDestroy {
  readonly #open = new Set<Open>();
  readonly #beats: Every;
  #isEnding = false;

  constructor(
    @Inject(LIVE_OPTIONS) private readonly options: LiveOptions,
    private readonly articles: LiveArticlesQuery,
    private readonly feed: LiveFeed,
    private readonly log: LiveLogQuery,
    private readonly listener: ChangeListener,
    private readonly limits: RateLimits,
    private readonly access: AccessService,
  ) {
    this.#beats = new Every(options.heartbeatSeconds * 1_000, () => this.#beat(), LiveStreamsService);
  }

  /** Streams that are open. */
  get count(): number {
    return this.#open.size;
  }

  onModuleInit(): void {
    this.listener.subscribe(({ subject, kind }) => {
      if (subject === 'apiKey' && kind === 'revoked') void this.#endUnknown().catch(() => undefined);
    });
    this.#beats.start();
  }

  /** The server waits for open answers, and these end only when they are told to. */
  async onModuleDestroy(): Promise<void> {
    this.#isEnding = true;
    for (const { stream } of this.#open) stream.end(goingAway());
    await this.#beats.stop();
  }

  /**
   * What happens from now on, or from where the client was.
   * @throws DomainError INVALID_PARAMETER, ARTICLE_NOT_FOUND or ARTICLE_RETRACTED for a slug, SECTION_NOT_FOUND,
   * RATE_LIMITED, TOO_MANY_STREAMS, UNAVAILABLE
   */
  async open({ viewer, authorization, article, section, lastEventId }: LiveRequest): Promise<OpenedStream> {
    const from = lastEventId === undefined ? null : readPosition(lastEventId);
    const address = addressKey(viewer.address);
    const rateLimit = await this.limits.consume('live', address, BEGINNINGS.limit, BEGINNINGS.window);
    const seen = viewerClass(viewer);
    const tags = await this.articles.tagsOf({ viewer: seen, article, section });
    // The story's own tag comes first.
    const articleId = article === null ? null : (tags[0] as string).slice(ARTICLE.length);
    this.#admit(address);
    const stream = new LiveStream(seen, { tags, articleId });
    const opened = { stream, address, authorization };
    this.#open.add(opened);
    const { position } = this.feed;
    const unfollow = this.feed.follow(stream);
    stream.onEnd(() => {
      unfollow();
      this.#open.delete(opened);
    });
    try {
      stream.begin(position, from && { position: from, missed: await this.log.since(seen, stream, from) });
    } catch (error) {
      stream.close();
      throw error;
    }
    return { stream, rateLimit: { ...rateLimit } };
  }

  #admit(address: string): void {
    const { streams, streamsPerAddress } = this.options;
    if (this.#isEnding) throw goingAway();
    if (this.#open.size >= streams) throw noStreamsLeft('As many follow what happens as can be served.');
    const mine = [...this.#open].filter((open) => open.address === address).length;
    if (mine >= streamsPerAddress) throw tooManyStreams(streamsPerAddress);
  }

  async #beat(): Promise<void> {
    const { position } = this.feed;
    for (const { stream } of this.#open) stream.beat(position);
    await this.#endUnknown();
  }

  /** Ends the streams of callers who are not known any more: a key that was revoked, a token that is over. */
  async #endUnknown(): Promise<void> {
    const callers = new Set([...this.#open].flatMap(({ authorization }) => authorization ?? []));
    for (const authorization of callers) {
      if (await this.access.isKnown({ headers: { authorization } })) continue;
      for (const open of this.#open) {
        if (open.authorization === authorization) open.stream.end(unauthenticated('The key is not known.'));
      }
    }
  }
}

const goingAway = () => noStreamsLeft('The server is about to end. Connect again.');
