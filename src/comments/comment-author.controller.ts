import { Controller, Headers, Param, Query, Res } from '@nestjs/common';
import { ApiHeader, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { CurrentViewer } from '../access/viewer.decorators.js';
import { type Viewer, viewerClass } from '../platform/api/viewer.js';
import { DeleteRoute, PatchRoute } from '../platform/api/write-route.js';
import { readQuery } from '../platform/http/query.js';
import { JsonBody } from '../platform/http/validation.js';
import { CommentEdit } from './comment-author.inputs.js';
import { CommentAuthoringService } from './comment-authoring.service.js';
import { Comment } from './comment.view.js';
import { CommentsQuery } from './comments.query.js';

const TOKEN = {
  name: 'Comment-Token',
  required: true,
  description: 'The token that came with the comment when it was written.',
};
const PARAMS = { id: 'Id of the comment.' };
const ERRORS = ['COMMENT_NOT_FOUND', 'COMMENT_TOKEN_INVALID', 'RATE_LIMITED'];

@ApiTags('Comments')
@Controller('v1/comments/:id')
export class CommentAuthorController {
  constructor(
    private readonly authoring: CommentAuthoringService,
    private readonly comments: CommentsQuery,
  ) {}

  @PatchRoute('', {
    needs: 'anyone',
    summary: 'Change a comment, as its author',
    about:
      'For some time after it was written. The comment is judged anew and may have to wait for a moderator; what it said before is kept for them.',
    params: PARAMS,
    body: CommentEdit,
    view: Comment,
    errors: [...ERRORS, 'COMMENT_EDIT_CLOSED', 'COMMENTER_BANNED', 'ARTICLE_NOT_FOUND'],
  })
  @ApiHeader(TOKEN)
  async edit(
    @Res({ passthrough: true }) reply: FastifyReply,
    @CurrentViewer() viewer: Viewer,
    @Param('id') id: string,
    @Headers('comment-token') token: string | undefined,
    @Query() query: unknown,
    @JsonBody() input: CommentEdit,
  ): Promise<Comment> {
    readQuery(query, {});
    const headers = await this.authoring.edit({ viewer, id, token, now: new Date() }, input);
    void reply.headers({ ...headers });
    return this.comments.own({ viewer: viewerClass(viewer), id, token });
  }

  @DeleteRoute('', {
    needs: 'anyone',
    summary: 'Delete a comment, as its author',
    about: 'At any time. Its words and its author are erased; its place stays where it has replies.',
    params: PARAMS,
    errors: ERRORS,
  })
  @ApiHeader(TOKEN)
  async delete(
    @Res({ passthrough: true }) reply: FastifyReply,
    @CurrentViewer() viewer: Viewer,
    @Param('id') id: string,
    @Headers('comment-token') token: string | undefined,
    @Query() query: unknown,
  ): Promise<void> {
    readQuery(query, {});
    const headers = await this.authoring.delete({ viewer, id, token, now: new Date() });
    void reply.headers({ ...headers });
  }
}
