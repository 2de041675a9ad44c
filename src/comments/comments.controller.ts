import { Controller, Headers, Inject, Param, Query, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CurrentViewer } from '../access/viewer.decorators.js';
import { ARTICLE_MOVED, ARTICLE_PARAM, ARTICLE_READ_ERRORS } from '../articles/article-param.js';
import { fieldsParameter, listParameters } from '../platform/api/list-query.js';
import { answerList, answerRead } from '../platform/api/read-answer.js';
import { ADDRESSES, type Addresses } from '../platform/api/read-context.js';
import { ReadRoute } from '../platform/api/rest-route.js';
import { type Viewer, viewerClass } from '../platform/api/viewer.js';
import { CreateRoute } from '../platform/api/write-route.js';
import { sendAnswer } from '../platform/http/answer.js';
import { bool, readQuery, uuid } from '../platform/http/query.js';
import { JsonBody } from '../platform/http/validation.js';
import { checkTogether, CommentInput, commentSortParameter } from './comment.inputs.js';
import { CommentWritten } from './comment-written.view.js';
import { Comment, CommentList } from './comment.view.js';
import { CommentsQuery } from './comments.query.js';
import { CommentsService, NEW_COMMENT } from './comments.service.js';

const LIST = {
  sort: commentSortParameter,
  parent: uuid({ description: 'The replies to this comment.' }).optional(),
  around: uuid({
    description: 'This comment with everything above it, as one thread. Goes with `fields` alone.',
  }).optional(),
  featured: bool({
    description: 'Whether to give the comments that were put forward, replies among them. Not with `parent`.',
    default: false,
  }),
  ...listParameters,
};
const ONE = { fields: fieldsParameter };

@ApiTags('Comments')
@Controller('v1')
export class CommentsController {
  constructor(
    private readonly comments: CommentsQuery,
    private readonly service: CommentsService,
    @Inject(ADDRESSES) private readonly addresses: Addresses,
  ) {}

  @ReadRoute('articles/:article/comments', {
    needs: 'anyone',
    summary: "Readers' comments on a story",
    params: ARTICLE_PARAM,
    redirects: ARTICLE_MOVED,
    query: LIST,
    view: CommentList,
    errors: [...ARTICLE_READ_ERRORS, 'COMMENT_NOT_FOUND', 'INVALID_CURSOR', 'CURSOR_MISMATCH'],
  })
  async list(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @CurrentViewer() viewer: Viewer,
    @Param('article') reference: string,
    @Query() query: unknown,
  ): Promise<void> {
    const asked = readQuery(query, LIST);
    checkTogether(asked);
    const { sort, parent, around, featured, limit, after, count, fields } = asked;
    const who = { viewer: viewerClass(viewer), reference };
    const answer = around
      ? await this.comments.around({ ...who, comment: around, fields })
      : await this.comments.list({
          ...who,
          sort,
          parent,
          featured,
          page: { first: limit, after, sizeName: 'limit' },
          count,
          fields,
        });
    return answerList(request, reply, viewer, answer, this.addresses.api);
  }

  @CreateRoute('articles/:article/comments', {
    needs: 'anyone',
    summary: 'Add a comment to a story',
    about:
      "The e-mail address is stored encrypted and never given out. `status` is `pending` where the site's policy wants a moderator to read it first.",
    params: ARTICLE_PARAM,
    body: CommentInput,
    view: CommentWritten,
    errors: [
      ...ARTICLE_READ_ERRORS,
      'COMMENTS_CLOSED',
      'COMMENTER_BANNED',
      'CHALLENGE_REQUIRED',
      'CHALLENGE_FAILED',
      'RATE_LIMITED',
    ],
  })
  async add(
    @Res({ passthrough: true }) reply: FastifyReply,
    @CurrentViewer() viewer: Viewer,
    @Param('article') reference: string,
    @Query() query: unknown,
    @JsonBody() input: CommentInput,
  ): Promise<CommentWritten> {
    readQuery(query, {});
    const comment = { viewer, reference, input, selection: NEW_COMMENT, now: new Date() };
    const written = await this.service.add(comment);
    void reply.headers({ ...written.rateLimit });
    void reply.header('location', `${this.addresses.api}/v1/comments/${written.comment.id}`);
    return { comment: written.comment, token: written.token };
  }

  @ReadRoute('comments/:id', {
    needs: 'anyone',
    summary: 'A comment',
    about: 'With `Comment-Token: <token>` its author sees it while it is pending, too.',
    params: { id: 'Id of the comment.' },
    query: ONE,
    view: Comment,
    errors: ['COMMENT_NOT_FOUND'],
  })
  async one(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @CurrentViewer() viewer: Viewer,
    @Param('id') id: string,
    @Headers('comment-token') token: string | undefined,
    @Query() query: unknown,
  ): Promise<void> {
    const { fields } = readQuery(query, ONE);
    const answer = await this.comments.one({ viewer: viewerClass(viewer), id, token, fields });
    if (token === undefined) return answerRead(request, reply, viewer, answer);
    return sendAnswer(request, reply, { json: answer.json, cacheControl: 'private, no-store' });
  }
}
