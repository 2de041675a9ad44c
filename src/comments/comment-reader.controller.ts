import { CurrentViewer } from '../access/viewer.decorators.js';
import type { Viewer } from '../platform/api/viewer.js';
import { Controller, Param, Query, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { ActionRoute } from '../platform/api/write-route.js';
import { readQuery } from '../platform/http/query.js';
import { JsonBody } from '../platform/http/validation.js';
import { CommentFlagsService } from './comment-flags.service.js';
import { CommentReactionsService } from './comment-reactions.service.js';
import { CommentFlagInput, CommentReactionInput } from './comment-reader.inputs.js';
import { CommentFlagged, CommentReacted } from './comment-reader.view.js';

const PARAMS = { id: 'Id of the comment.' };
const ERRORS = ['COMMENT_NOT_FOUND', 'RATE_LIMITED'];

@ApiTags('Comments')
@Controller('v1/comments/:id')
export class CommentReaderController {
  constructor(
    private readonly reactions: CommentReactionsService,
    private readonly flags: CommentFlagsService,
  ) {}

  @ActionRoute('reactions', {
    needs: 'anyone',
    summary: 'React to a comment',
    about: 'One reaction a reader: another one takes its place, `none` takes it back.',
    params: PARAMS,
    body: CommentReactionInput,
    view: CommentReacted,
    errors: ERRORS,
  })
  async react(
    @Res({ passthrough: true }) reply: FastifyReply,
    @CurrentViewer() viewer: Viewer,
    @Param('id') id: string,
    @Query() query: unknown,
    @JsonBody() { value }: CommentReactionInput,
  ): Promise<CommentReacted> {
    readQuery(query, {});
    const { reactions, mine, rateLimit } = await this.reactions.react({ viewer, id, value, now: new Date() });
    void reply.headers({ ...rateLimit });
    return { reactions, mine };
  }

  @ActionRoute('flags', {
    needs: 'anyone',
    summary: 'Tell the moderators of a comment',
    about: 'Only they see it. Where enough readers did, the comment waits until a moderator has read it.',
    params: PARAMS,
    body: CommentFlagInput,
    view: CommentFlagged,
    errors: ERRORS,
  })
  async flag(
    @Res({ passthrough: true }) reply: FastifyReply,
    @CurrentViewer() viewer: Viewer,
    @Param('id') id: string,
    @Query() query: unknown,
    @JsonBody() input: CommentFlagInput,
  ): Promise<CommentFlagged> {
    readQuery(query, {});
    const rateLimit = await this.flags.flag({ viewer, id, input, now: new Date() });
    void reply.headers({ ...rateLimit });
    return { flagged: true };
  }
}
