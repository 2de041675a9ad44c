import { Controller, Inject, Param, Query, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CurrentViewer, KeyAsPassword } from '../access/viewer.decorators.js';
import { DocumentRoute } from '../platform/api/document-route.js';
import { ADDRESSES, type Addresses } from '../platform/api/read-context.js';
import type { PathParameter } from '../platform/api/rest-route.js';
import { type Viewer, viewerClass } from '../platform/api/viewer.js';
import { readQuery } from '../platform/http/query.js';
import { answerFeed, feedPath, linksOf, nextOf, refuseUnknown } from './feed-answer.js';
import { FEED_ENDINGS, FEED_MEDIA_TYPES, formatOf, negotiatedFormat } from './feed-formats.js';
import { FEED_OPTIONS, type FeedOptions } from './feed-options.js';
import { FEED_ERRORS, FEED_PARAMETERS } from './feed.inputs.js';
import { type FeedSubject, FeedsQuery } from './feeds.query.js';
import { storyFeed } from './story-feed.js';

const FORMAT = {
  format: {
    description: '`rss` (RSS 2.0), `atom` (Atom 1.0) or `json` (JSON Feed 1.1).',
    values: FEED_ENDINGS,
  },
};

interface FeedDescription {
  readonly summary: string;
  readonly params?: Readonly<Record<string, PathParameter>>;
  readonly redirects?: string;
  readonly errors?: readonly string[];
}

const MOVED = 'It has another slug now: `Location` is the same address with that one.';

const LATEST: FeedDescription = { summary: 'Feed of the newest stories' };
const SECTION: FeedDescription = {
  summary: 'Feed of a section and the sections below it',
  params: { slug: 'Slug of the section.' },
  redirects: MOVED,
  errors: ['SECTION_NOT_FOUND'],
};
const TAG: FeedDescription = {
  summary: 'Feed of a tag',
  params: { slug: 'Slug of the tag.' },
  redirects: MOVED,
  errors: ['TAG_NOT_FOUND'],
};
const AUTHOR: FeedDescription = {
  summary: 'Feed of an author',
  params: { slug: 'Slug of the author.' },
  redirects: MOVED,
  errors: ['AUTHOR_NOT_FOUND'],
};

const feedRoute = (path: string, { errors = [], ...description }: FeedDescription, about: string) =>
  DocumentRoute(path, {
    ...description,
    about,
    needs: 'anyone',
    query: FEED_PARAMETERS,
    mediaTypes: FEED_MEDIA_TYPES,
    errors: [...errors, ...FEED_ERRORS],
  });

/** A feed in the format that its path ends with. */
const FeedRoute = (path: string, { params, errors = [], summary, redirects }: FeedDescription) =>
  feedRoute(
    `${path}.:format`,
    { summary, redirects, params: { ...params, ...FORMAT }, errors: ['ROUTE_NOT_FOUND', ...errors] },
    'Older stories are behind the link `next`.',
  );

/** The same where the path has no ending. */
const NegotiatedFeedRoute = (path: string, description: FeedDescription) =>
  feedRoute(
    path,
    { ...description, summary: `${description.summary}, by Accept` },
    'RSS, Atom or JSON Feed, as `Accept` asks for; RSS when it asks for none of them.',
  );

interface FeedParams {
  readonly slug?: string;
  readonly format?: string;
}

@ApiTags('Syndication')
@KeyAsPassword()
@Controller('feeds')
export class FeedsController {
  constructor(
    private readonly feeds: FeedsQuery,
    @Inject(ADDRESSES) private readonly addresses: Addresses,
    @Inject(FEED_OPTIONS) private readonly options: FeedOptions,
  ) {}

  @NegotiatedFeedRoute('latest', LATEST)
  latest(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @CurrentViewer() viewer: Viewer,
    @Query() query: unknown,
  ): Promise<void> {
    return this.answer(request, reply, { viewer, query, subject: null, params: {} });
  }

  @FeedRoute('latest', LATEST)
  latestAs(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @CurrentViewer() viewer: Viewer,
    @Param() params: FeedParams,
    @Query() query: unknown,
  ): Promise<void> {
    return this.answer(request, reply, { viewer, query, subject: null, params });
  }

  @NegotiatedFeedRoute('sections/:slug', SECTION)
  section(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @CurrentViewer() viewer: Viewer,
    @Param() params: FeedParams,
    @Query() query: unknown,
  ): Promise<void> {
    return this.answer(request, reply, { viewer, query, subject: 'section', params });
  }

  @FeedRoute('sections/:slug', SECTION)
  sectionAs(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @CurrentViewer() viewer: Viewer,
    @Param() params: FeedParams,
    @Query() query: unknown,
  ): Promise<void> {
    return this.answer(request, reply, { viewer, query, subject: 'section', params });
  }

  @NegotiatedFeedRoute('tags/:slug', TAG)
  tag(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @CurrentViewer() viewer: Viewer,
    @Param() params: FeedParams,
    @Query() query: unknown,
  ): Promise<void> {
    return this.answer(request, reply, { viewer, query, subject: 'tag', params });
  }

  @FeedRoute('tags/:slug', TAG)
  tagAs(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @CurrentViewer() viewer: Viewer,
    @Param() params: FeedParams,
    @Query() query: unknown,
  ): Promise<void> {
    return this.answer(request, reply, { viewer, query, subject: 'tag', params });
  }

  @NegotiatedFeedRoute('authors/:slug', AUTHOR)
  author(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @CurrentViewer() viewer: Viewer,
    @Param() params: FeedParams,
    @Query() query: unknown,
  ): Promise<void> {
    return this.answer(request, reply, { viewer, query, subject: 'author', params });
  }

  @FeedRoute('authors/:slug', AUTHOR)
  authorAs(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @CurrentViewer() viewer: Viewer,
    @Param() params: FeedParams,
    @Query() query: unknown,
  ): Promise<void> {
    return this.answer(request, reply, { viewer, query, subject: 'author', params });
  }

  private async answer(
    request: FastifyRequest,
    reply: FastifyReply,
    asked: { viewer: Viewer; query: unknown; subject: FeedSubject | null; params: FeedParams },
  ): Promise<void> {
    const { viewer, subject } = asked;
    const { slug = '', format: ending } = asked.params;
    const { limit, after, login } = readQuery(asked.query, FEED_PARAMETERS);
    if (login) refuseUnknown(viewer);
    const format = ending === undefined ? negotiatedFormat(request.headers.accept) : formatOf(ending);
    const data = await this.feeds.stories({
      viewer: viewerClass(viewer),
      subject,
      slug,
      page: { first: limit, after, sizeName: 'limit' },
      text: format.text,
    });
    const path = feedPath(subject, slug, format.name);
    // What is told to everybody who follows a hub is what everybody may read.
    const hubs = viewer.key === null ? this.options.hubs : [];
    const links = linksOf(this.addresses.api, path, { limit, after, login }, nextOf(data.list), hubs);
    return answerFeed(request, reply, viewer, {
      text: format.write(storyFeed(data, links)),
      contentType: format.contentType,
      links,
      negotiated: ending === undefined,
      tags: data.tags,
    });
  }
}
