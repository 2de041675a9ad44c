import { Controller, Param, Query, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { CurrentViewer } from '../access/viewer.decorators.js';
import { ARTICLE_PARAM, ARTICLE_READ_ERRORS } from '../articles/article-param.js';
import type { Viewer } from '../platform/api/viewer.js';
import { ActionRoute } from '../platform/api/write-route.js';
import { readQuery } from '../platform/http/query.js';
import { IssuedChallenge } from './comment-challenge.view.js';
import { CommentChallengesService } from './comment-challenges.service.js';

@ApiTags('Comments')
@Controller('v1/articles/:article/comments')
export class CommentChallengesController {
  constructor(private readonly challenges: CommentChallengesService) {}

  @ActionRoute('challenge', {
    needs: 'anyone',
    summary: 'Get a challenge for a comment',
    about:
      'For ALTCHA: its widget takes this address as it is. The solution goes into `challenge` of the comment, within ten minutes, and is good for one attempt.',
    params: ARTICLE_PARAM,
    view: IssuedChallenge,
    errors: [...ARTICLE_READ_ERRORS, 'RATE_LIMITED'],
  })
  async issue(
    @Res({ passthrough: true }) reply: FastifyReply,
    @CurrentViewer() viewer: Viewer,
    @Param('article') reference: string,
    @Query() query: unknown,
  ): Promise<IssuedChallenge> {
    readQuery(query, {});
    const { challenge, rateLimit } = await this.challenges.issue(reference, viewer, new Date());
    void reply.headers({ ...rateLimit });
    return challenge;
  }
}
