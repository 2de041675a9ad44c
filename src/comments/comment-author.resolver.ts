import { Args, Info, Resolver } from '@nestjs/graphql';
import type { GraphQLResolveInfo } from 'graphql';
import { CurrentViewer } from '../access/viewer.decorators.js';
import { payloadSelection } from '../platform/api/graphql-selection.js';
import { type Payload, payloadOf } from '../platform/api/mutation.js';
import { type Viewer, viewerClass } from '../platform/api/viewer.js';
import { WriteMutation } from '../platform/api/write-route.js';
import { validateInput } from '../platform/http/validation.js';
import { DeleteCommentInput, EditCommentInput } from './comment-author.inputs.js';
import { DeleteCommentPayload, EditCommentPayload } from './comment-author.view.js';
import { CommentAuthoringService } from './comment-authoring.service.js';
import { Comment } from './comment.view.js';
import { CommentsQuery } from './comments.query.js';

@Resolver(() => Comment)
export class CommentAuthorResolver {
  constructor(
    private readonly authoring: CommentAuthoringService,
    private readonly comments: CommentsQuery,
  ) {}

  @WriteMutation(() => EditCommentPayload, {
    needs: 'anyone',
    description: 'Changes a comment, as its author, for some time after it was written.',
  })
  editComment(
    @Args('input', { type: () => EditCommentInput, description: 'What to change.' }) raw: object,
    @CurrentViewer() viewer: Viewer,
    @Info() info: GraphQLResolveInfo,
  ): Promise<Payload<{ comment: Comment }>> {
    return payloadOf(['comment'], async () => {
      const { id, token, ...edit } = await validateInput(EditCommentInput, raw);
      await this.authoring.edit({ viewer, id, token, now: new Date() }, edit);
      const selection = payloadSelection(info, 'comment');
      return { comment: await this.comments.own({ viewer: viewerClass(viewer), id, token, selection }) };
    });
  }

  @WriteMutation(() => DeleteCommentPayload, {
    needs: 'anyone',
    description:
      'Deletes a comment, as its author. Its words and its author are erased; its place stays where it has replies.',
  })
  deleteComment(
    @Args('input', { type: () => DeleteCommentInput, description: 'What to delete.' }) raw: object,
    @CurrentViewer() viewer: Viewer,
  ): Promise<Payload<{ deleted: string }>> {
    return payloadOf(['deleted'], async () => {
      const { id, token } = await validateInput(DeleteCommentInput, raw);
      await this.authoring.delete({ viewer, id, token, now: new Date() });
      return { deleted: id };
    });
  }
}
