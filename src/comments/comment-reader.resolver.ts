import { CurrentViewer } from '../access/viewer.decorators.js';
import type { Viewer } from '../platform/api/viewer.js';
import { Args, Resolver } from '@nestjs/graphql';
import { type Payload, payloadOf } from '../platform/api/mutation.js';
import { WriteMutation } from '../platform/api/write-route.js';
import { validateInput } from '../platform/http/validation.js';
import { CommentFlagsService } from './comment-flags.service.js';
import { CommentReactionsService } from './comment-reactions.service.js';
import { FlagCommentInput, ReactToCommentInput } from './comment-reader.inputs.js';
import { FlagCommentPayload, type ReactionValue, ReactToCommentPayload } from './comment-reader.view.js';
import { Comment, type Reactions } from './comment.view.js';

@Resolver(() => Comment)
export class CommentReaderResolver {
  constructor(
    private readonly reactions: CommentReactionsService,
    private readonly flags: CommentFlagsService,
  ) {}

  @WriteMutation(() => ReactToCommentPayload, {
    needs: 'anyone',
    description: 'Sets the one reaction of a reader to a comment; NONE takes it back.',
  })
  reactToComment(
    @Args('input', { type: () => ReactToCommentInput, description: 'To what, and how.' }) raw: object,
    @CurrentViewer() viewer: Viewer,
  ): Promise<Payload<{ reactions: Reactions; mine: ReactionValue }>> {
    return payloadOf(['reactions', 'mine'], async () => {
      const { id, value } = await validateInput(ReactToCommentInput, raw);
      const { reactions, mine } = await this.reactions.react({ viewer, id, value, now: new Date() });
      return { reactions, mine };
    });
  }

  @WriteMutation(() => FlagCommentPayload, {
    needs: 'anyone',
    description:
      'Tells the moderators of a comment, and nobody else. Where enough readers did, it waits until one has read it.',
  })
  flagComment(
    @Args('input', { type: () => FlagCommentInput, description: 'What, and why.' }) raw: object,
    @CurrentViewer() viewer: Viewer,
  ): Promise<Payload<{ flagged: boolean }>> {
    return payloadOf(['flagged'], async () => {
      const { id, ...input } = await validateInput(FlagCommentInput, raw);
      await this.flags.flag({ viewer, id, input, now: new Date() });
      return { flagged: true };
    });
  }
}
