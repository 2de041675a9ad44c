import { InputType, registerEnumType } from '@nestjs/graphql';
import { ApiSchema } from '@nestjs/swagger';
import { Input } from '../platform/api/input.js';
import { ReactionValue } from './comment-reader.view.js';

export enum FlagReason {
  SPAM = 'spam',
  ABUSE = 'abuse',
  OFF_TOPIC = 'offTopic',
  PRIVACY = 'privacy',
  OTHER = 'other',
}
registerEnumType(FlagReason, {
  name: 'FlagReason',
  description: 'Why a reader tells the moderators of a comment.',
  valuesMap: {
    SPAM: { description: 'It advertises.' },
    ABUSE: { description: 'It attacks or insults somebody.' },
    OFF_TOPIC: { description: 'It is not about the story.' },
    PRIVACY: { description: 'It tells something private about somebody.' },
    OTHER: { description: 'Something else, as the note says.' },
  },
});

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
