import { ObjectType, registerEnumType } from '@nestjs/graphql';
import { ApiSchema } from '@nestjs/swagger';
import { InputFault } from '../platform/api/mutation.view.js';
import { Public } from '../platform/api/view.js';
import { Reactions } from './comment.view.js';

export enum ReactionValue {
  UP = 'up',
  DOWN = 'down',
  NONE = 'none',
}
registerEnumType(ReactionValue, {
  name: 'ReactionValue',
  description: "A reader's reaction to a comment.",
  valuesMap: {
    UP: { description: 'For.' },
    DOWN: { description: 'Against.' },
    NONE: { description: 'Neither.' },
  },
});

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

const REACTION = { enum: ReactionValue, name: 'ReactionValue' } as const;

@ApiSchema({ description: 'How readers stand to a comment now.' })
export class CommentReacted {
  @Public(() => Reactions, 'Reactions of all readers.', { graphql: false }) reactions: Reactions;
  @Public(REACTION, "The caller's own.", { graphql: false }) mine: ReactionValue;
}

@ObjectType({ description: 'What came of a reaction, or the faults of the input.' })
export class ReactToCommentPayload {
  @Public(() => Reactions, 'Reactions of all readers.', { nullable: true }) reactions: Reactions | null;
  @Public(REACTION, "The caller's own.", { nullable: true }) mine: ReactionValue | null;
  @Public(() => [InputFault], 'Why it was not taken; empty when it was.') errors: InputFault[];
}

@ApiSchema({ description: 'That the moderators know of a comment.' })
export class CommentFlagged {
  @Public('truth', 'Whether the caller has flagged it.', { graphql: false }) flagged: boolean;
}

@ObjectType({ description: 'What came of flagging a comment, or the faults of the input.' })
export class FlagCommentPayload {
  @Public('truth', 'Whether the caller has flagged it.', { nullable: true }) flagged: boolean | null;
  @Public(() => [InputFault], 'Why it was not taken; empty when it was.') errors: InputFault[];
}
