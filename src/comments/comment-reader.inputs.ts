import { InputType } from '@nestjs/graphql';
import { ApiSchema } from '@nestjs/swagger';
import { Input } from '../platform/api/input.js';
import { FlagReason, ReactionValue } from './comment-reader.view.js';

@ApiSchema({ description: 'What a reader thinks of a comment.' })
@InputType({ isAbstract: true })
export class CommentReactionInput {
  @Input({ enum: ReactionValue, name: 'ReactionValue' }, 'For, against, or neither any more.')
  value: ReactionValue;
}

@InputType({ description: "A reader's reaction to a comment." })
export class ReactToCommentInput extends CommentReactionInput {
  @Input('id', 'Id of the comment.') id: string;
}

@ApiSchema({ description: 'What a reader tells the moderators of a comment.' })
@InputType({ isAbstract: true })
export class CommentFlagInput {
  @Input({ enum: FlagReason, name: 'FlagReason' }, 'What is wrong with it.') reason: FlagReason;
  @Input('text', 'More about it, for the moderators.', { optional: true }) note?: string | null;
}

@InputType({ description: 'A comment to tell the moderators of.' })
export class FlagCommentInput extends CommentFlagInput {
  @Input('id', 'Id of the comment.') id: string;
}
