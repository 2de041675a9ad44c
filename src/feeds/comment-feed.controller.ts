import { Controller, Inject, Param, Query, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CurrentViewer, KeyAsPassword } from '../access/viewer.decorators.js';
import { ARTICLE_MOVED, ARTICLE_PARAM, ARTICLE_READ_ERRORS } from '../articles/article-param.js';
import { DocumentRoute } from '../platform/api/document-route.js';
import { ADDRESSES, type Addresses } from '../platform/api/read-context.js';
import { type Viewer, viewerClass } from '../platform/api/viewer.js';
import { readQuery } from '../platform/http/query.js';
import { commentFeed } from './comment-feed.js';
import { CommentFeedQuery } from './comment-feed.query.js';
import { answerFeed, linksOf, nextOf, refuseUnknown } from './feed-answer.js';
import { FEED_ERRORS, FEED_PARAMETERS } from './feed.inputs.js';
import { RSS } from './rss.js';

@ApiTags('Syndication')
@KeyAsPassword()
@Controller('feeds/articles')
export class CommentFeedController {
  constructor(
    private readonly feeds: CommentFeedQuery,
    @Inject(ADDRESSES) private readonly addresses: Addresses,
  ) {}

  @DocumentRoute(':article/comments.rss', {
    needs: 'anyone',
    summary: "Feed of readers' comments on a story",
    about: 'RSS 2.0, newest first, answers among them.',
    params: ARTICLE_PARAM,
    redirects: ARTICLE_MOVED,
    query: FEED_PARAMETERS,
    mediaTypes: [RSS],
    errors: [...ARTICLE_READ_ERRORS, ...FEED_ERRORS],
  })
  async comments(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @CurrentViewer() viewer: Viewer,
    @Param('article') reference: string,
    @Query() query: unknown,
  ): Promise<void> {
    const { limit, after, login } = readQuery(query, FEED_PARAMETERS);
    if (login) refuseUnknown(viewer);
    const page = { first: limit, after, sizeName: 'limit' };
    const data = await this.feeds.comments(viewerClass(viewer), reference, page);
    const path = `/feeds/articles/${data.story.id}/comments.rss`;
    const links = linksOf(this.addresses.api, path, { limit, after, login }, nextOf(data.list));
    return answerFeed(request, reply, viewer, {
      text: commentFeed(data, links),
      contentType: `${RSS}; charset=utf-8`,
      links,
      negotiated: false,
      tags: data.tags,
    });
  }
}
