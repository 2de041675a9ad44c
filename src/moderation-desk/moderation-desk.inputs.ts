import { ArgsType, Field, InputType, registerEnumType } from '@nestjs/graphql';
import { ApiSchema } from '@nestjs/swagger';
import { ArrayNotEmpty } from 'class-validator';
import { ForwardArgs } from '../platform/api/connection.args.js';
import { Input } from '../platform/api/input.js';
import { oneOf, text } from '../platform/http/query.js';

export enum QueueStatus {
  PENDING = 'pending',
  SPAM = 'spam',
  REJECTED = 'rejected',
  APPROVED = 'approved',
  FLAGGED = 'flagged',
}
registerEnumType(QueueStatus, {
  name: 'QueueStatus',
  description: 'Which comments a moderator looks at.',
  valuesMap: {
    PENDING: { description: 'Those that wait for a moderator.' },
    SPAM: { description: 'Those that were kept out as spam.' },
    REJECTED: { description: 'Those that were rejected.' },
    APPROVED: { description: 'Those that readers can see.' },
    FLAGGED: { description: 'Those that readers can see, and told the moderators of.' },
  },
});

export enum QueueSort {
  OLDEST = 'oldest',
  NEWEST = 'newest',
}
registerEnumType(QueueSort, {
  name: 'QueueSort',
  description: 'Order of the comments that a moderator looks at.',
  valuesMap: {
    OLDEST: { description: 'Those first that wait longest.' },
    NEWEST: { description: 'Newest first.' },
  },
});

export enum ModerationAction {
  APPROVE = 'approve',
  REJECT = 'reject',
  SPAM = 'spam',
  FEATURE = 'feature',
  UNFEATURE = 'unfeature',
}
registerEnumType(ModerationAction, {
  name: 'ModerationAction',
  description: 'What a moderator does to a comment.',
  valuesMap: {
    APPROVE: { description: 'Readers see it.' },
    REJECT: { description: 'Readers do not see it.' },
    SPAM: { description: 'The same, and later comments are judged by it.' },
    FEATURE: { description: 'It is put forward.' },
    UNFEATURE: { description: 'It is not put forward any more.' },
  },
});

/** Most characters of a filter's value. */
export const FILTER_LENGTH = 200;

const ABOUT = {
  status: 'Which comments; those that wait when absent.',
  sort: 'Order, by when they were written; those that wait longest first when absent.',
  article: 'Id or slug of a story.',
  section: 'Slug of a section; the sections below it belong to it.',
  phase: 'Name of a phase that found something in them.',
  rule: 'Name of the rule that it found them by.',
  q: 'Words that stand in them or in the name of their author, each of them.',
} as const;

const filterText = (description: string) => text({ description, max: FILTER_LENGTH }).optional();

/** Parameters of the queue in REST. */
export const queueParameters = {
  status: oneOf({ description: ABOUT.status, values: Object.values(QueueStatus) }).optional(),
  article: filterText(ABOUT.article),
  section: filterText(ABOUT.section),
  phase: filterText(ABOUT.phase),
  rule: filterText(ABOUT.rule),
  q: filterText(ABOUT.q),
  sort: oneOf({ description: ABOUT.sort, values: Object.values(QueueSort) }).optional(),
} as const;

@InputType({ description: 'Which comments a moderator looks at.' })
export class QueueFilterInput {
  @Field(() => QueueStatus, { nullable: true, description: ABOUT.status }) status?: QueueStatus | null;
  @Field(() => String, { nullable: true, description: ABOUT.article }) article?: string | null;
  @Field(() => String, { nullable: true, description: ABOUT.section }) section?: string | null;
  @Field(() => String, { nullable: true, description: ABOUT.phase }) phase?: string | null;
  @Field(() => String, { nullable: true, description: ABOUT.rule }) rule?: string | null;
  @Field(() => String, { nullable: true, description: ABOUT.q }) q?: string | null;
}

@ArgsType()
export class QueueArgs extends ForwardArgs {
  @Field(() => QueueFilterInput, { nullable: true, description: 'Which comments.' })
  filter?: QueueFilterInput | null;
  @Field(() => QueueSort, { nullable: true, description: ABOUT.sort }) sort?: QueueSort | null;
}

@ApiSchema({ description: 'Why a decision is made.' })
@InputType({ isAbstract: true })
export class DecisionReasonInput {
  @Input('text', 'Why; shown to moderators alone.', { optional: true, max: 1_000 }) reason?: string | null;
}

@InputType({ description: 'A decision about a comment.' })
export class DecideCommentInput extends DecisionReasonInput {
  @Input('id', 'Id of the comment.') id: string;
}

@ApiSchema({ description: 'Whether a comment is put forward.' })
@InputType({ isAbstract: true })
export class FeatureInput extends DecisionReasonInput {
  @Input('truth', 'Whether it is to be put forward; true when absent.', { optional: true })
  featured?: boolean | null;
}

@InputType({ description: 'A comment to put forward, or not any more.' })
export class FeatureCommentInput extends FeatureInput {
  @Input('id', 'Id of the comment.') id: string;
}

@ApiSchema({ description: 'One decision about several comments.' })
@InputType({ description: 'One decision about several comments.' })
export class ModerateCommentsInput extends DecisionReasonInput {
  @Input('id', 'Ids of the comments, 100 at most.', { list: 100 })
  @ArrayNotEmpty()
  ids: string[];
  @Input({ enum: ModerationAction, name: 'ModerationAction' }, 'What to do to all of them.')
  action: ModerationAction;
}

@InputType({ description: 'A decision to take back.' })
export class UndoDecisionInput extends DecisionReasonInput {
  @Input('id', 'Id of the decision.') id: string;
}
