import { ObjectType, registerEnumType } from '@nestjs/graphql';
import { ApiSchema } from '@nestjs/swagger';
import { FlagReason } from '../comments/comment-reader.view.js';
import { Comment, CommentStatus } from '../comments/comment.view.js';
import { listOf } from '../platform/api/list.view.js';
import { InputFault } from '../platform/api/mutation.view.js';
import { Public } from '../platform/api/view.js';

const STATUS = { enum: CommentStatus, name: 'CommentStatus' };

export enum DecisionSource {
  PHASE = 'phase',
  MODERATOR = 'moderator',
  AUTHOR = 'author',
  SYSTEM = 'system',
}
registerEnumType(DecisionSource, {
  name: 'DecisionSource',
  description: 'Who decided about a comment.',
  valuesMap: {
    PHASE: { description: 'A phase of moderation, before the comment was taken.' },
    MODERATOR: { description: 'A moderator.' },
    AUTHOR: { description: 'Its author, by an edit or by deleting it.' },
    SYSTEM: { description: 'The program, by a rule such as a number of flags.' },
  },
});

@ObjectType({ description: 'Something that was decided about a comment: who, when, what and why.' })
export class CommentDecision {
  @Public('id', 'Identifier.') id: string;
  @Public('instant', 'When.') at: string;
  @Public({ enum: DecisionSource, name: 'DecisionSource' }, 'Who, by kind.') source: DecisionSource;
  @Public('text', 'Name of the phase, or of the key that a person acted with.') actor: string;
  @Public(
    'text',
    'Of a phase its verdict: `pass`, `nudge`, `hold`, `spam`, `reject`. Of anybody else what was done: `approve`, `reject`, `spam`, `feature`, `unfeature`, `undo` and others.',
  )
  verdict: string;
  @Public('text', 'Which rule of the phase it was.', { nullable: true }) rule: string | null;
  @Public('float', 'How sure the phase was, or how much it found: what it means is its own.', {
    nullable: true,
  })
  score: number | null;
  @Public('text', 'Why.', { nullable: true }) reason: string | null;
  @Public(STATUS, 'Where the comment stood before; null where that was not touched.', { nullable: true })
  statusBefore: CommentStatus | null;
  @Public(STATUS, 'Where it stood after; null where that was not touched.', { nullable: true })
  statusAfter: CommentStatus | null;
  @Public('id', 'The decision that this one takes back.', { nullable: true }) undoes: string | null;
}

/** One page of decisions. */
export const CommentDecisionList = listOf('CommentDecision', () => CommentDecision);

@ObjectType({ description: 'A story that is commented on, whatever its state.' })
export class CommentedArticle {
  @Public('id', 'Identifier.') id: string;
  @Public('text', 'Slug.') slug: string;
  @Public('text', 'Headline that readers see or saw last.') headline: string;
  @Public('url', 'Address on the site.') url: string;
}

@ObjectType({ description: 'How the comments of one commenter stand, as numbers.' })
export class CommenterHistory {
  @Public('int', 'Approved ones.') approved: number;
  @Public('int', 'Rejected ones.') rejected: number;
  @Public('int', 'Those that were spam.') spam: number;
}

@ObjectType({ description: 'What a reader told the moderators of a comment. Who it was is not said.' })
export class CommentFlag {
  @Public({ enum: FlagReason, name: 'FlagReason' }, 'What is wrong with the comment.') reason: FlagReason;
  @Public('text', 'More about it, in the words of the reader.', { nullable: true }) note: string | null;
  @Public('instant', 'When.') at: string;
}

@ObjectType({ description: 'What a comment said before an edit.' })
export class CommentRevision {
  @Public('text', 'The words, as they were written.') text: string;
  @Public('instant', 'When they were replaced.') at: string;
}

@ObjectType({ description: 'A comment with all that a moderator has to know about it.' })
export class ModeratedComment {
  @Public(() => Comment, 'The comment, whatever its state; REST leaves its replies out.') comment: Comment;
  @Public(() => CommentedArticle, 'The story it is about.') article: CommentedArticle;
  @Public('int', 'Readers who told the moderators of it since one of them last approved it.')
  flagCount: number;
  @Public(() => [CommentFlag], 'What readers told the moderators of it, newest first; 20 at most.')
  flags: CommentFlag[];
  @Public(() => [CommentRevision], 'What it said before each edit, newest first; 20 at most.')
  revisions: CommentRevision[];
  @Public(() => [CommentDecision], 'What was decided about it, newest last: the last 200 decisions.')
  decisions: CommentDecision[];
  @Public(() => CommenterHistory, 'The newest 50 comments that came with the same e-mail address.')
  history: CommenterHistory;
  @Public('text', 'The /24 or /48 that it came from, while it is kept.', { nullable: true })
  network: string | null;
}

/** One page of the queue. */
export const ModeratedCommentList = listOf('ModeratedComment', () => ModeratedComment);

@ObjectType({ description: 'What became of one comment of several.' })
export class ModerationOutcome {
  @Public('id', 'The comment.') id: string;
  @Public('id', 'The decision that was recorded, to undo it by; null when nothing was done.', {
    nullable: true,
  })
  decisionId: string | null;
  @Public(STATUS, 'Where it stands now; null when nothing was done.', { nullable: true })
  status: CommentStatus | null;
  @Public('text', 'Code of what is in the way; null when it was done.', { nullable: true })
  code: string | null;
}

@ApiSchema({ description: 'What became of several comments.' })
export class ModerationOutcomes {
  @Public(() => [ModerationOutcome], 'One for each comment, in the order they were named.', {
    graphql: false,
  })
  outcomes: ModerationOutcome[];
}

@ObjectType({ description: 'What became of several comments.' })
export class ModerateCommentsPayload {
  @Public(() => [ModerationOutcome], 'One for each comment, in the order they were named.', {
    nullable: true,
  })
  outcomes: ModerationOutcome[] | null;
  @Public(() => [InputFault], 'Why nothing was done at all; empty otherwise.') errors: InputFault[];
}

@ObjectType({ description: 'What came of a decision about a comment.' })
export class ModeratedCommentPayload {
  @Public(() => ModeratedComment, 'The comment as it stands now.', { nullable: true })
  moderatedComment: ModeratedComment | null;
  @Public(() => [InputFault], 'Why nothing was done; empty otherwise.') errors: InputFault[];
}
