import { ObjectType, registerEnumType } from '@nestjs/graphql';
import { listOf } from '../platform/api/list.view.js';
import { Node } from '../platform/api/node.view.js';
import { Public } from '../platform/api/view.js';

export enum CommentStatus {
  APPROVED = 'approved',
  PENDING = 'pending',
  REJECTED = 'rejected',
  SPAM = 'spam',
  DELETED = 'deleted',
}
registerEnumType(CommentStatus, {
  name: 'CommentStatus',
  description:
    'Readers meet approved comments, and as deleted whatever else has replies that they see; authors their own pending ones too; moderators all of them.',
  valuesMap: {
    APPROVED: { description: 'Readers can see it.' },
    PENDING: { description: 'It waits for a moderator.' },
    REJECTED: { description: 'It was rejected.' },
    SPAM: { description: 'It was kept out as spam.' },
    DELETED: { description: 'Its place is kept for its replies, its author and words are not shown.' },
  },
});

export enum CommentSort {
  NEWEST = 'newest',
  OLDEST = 'oldest',
  BEST = 'best',
  CONTROVERSIAL = 'controversial',
}
registerEnumType(CommentSort, {
  name: 'CommentSort',
  description: 'Order of comments.',
  valuesMap: {
    NEWEST: { description: 'Newest first.' },
    OLDEST: { description: 'Oldest first.' },
    BEST: { description: 'Best received first.' },
    CONTROVERSIAL: { description: 'Most disputed first.' },
  },
});

@ObjectType({ description: 'Who wrote a comment, as far as readers may know.' })
export class CommentAuthor {
  @Public('text', 'Name the reader gave; empty when the comment is deleted.') name: string;
  @Public('url', 'Web site the reader gave.', { nullable: true }) website: string | null;
  @Public('text', 'Seed for a generated picture: the same for the same reader, and says nothing else.')
  avatarSeed: string;
  @Public('text', 'Marks such as `staff` or `reader`, who is signed in.', { list: true }) badges: string[];
}

@ObjectType({ description: "Readers' reactions to a comment." })
export class Reactions {
  @Public('int', 'For.') up: number;
  @Public('int', 'Against.') down: number;
}

@ObjectType({ implements: () => [Node], description: "A reader's comment." })
export class Comment implements Node {
  @Public('id', 'Identifier.') id: string;
  @Public('id', 'The story it is about.') articleId: string;
  @Public('id', 'The comment it answers.', { nullable: true }) parentId: string | null;
  @Public('int', 'How many comments stand above it.') depth: number;
  @Public(() => CommentAuthor, 'Who wrote it.') author: CommentAuthor;
  @Public('text', 'Sanitised HTML; empty when it is deleted.') html: string;
  @Public('text', 'As its author wrote it, in Markdown; empty when it is deleted.') text: string;
  @Public('instant', 'When it was written.') createdAt: string;
  @Public('instant', 'When it was last edited.', { nullable: true }) editedAt: string | null;
  @Public({ enum: CommentStatus, name: 'CommentStatus' }, 'Where it stands.') status: CommentStatus;
  @Public('truth', 'Whether an editor put it forward.') featured: boolean;
  @Public('int', 'Direct replies that readers can see.') replyCount: number;
  @Public(() => [Comment], 'The first replies, oldest first, three levels deep; more with `parent`.', {
    graphql: false,
  })
  replies: Comment[];
  @Public(
    'text',
    'To be sent as `after`, with `parent` and no other `sort` than `oldest`, for the replies that follow; null when there are none.',
    {
      nullable: true,
      graphql: false,
    },
  )
  repliesCursor: string | null;
  @Public(() => Reactions, "Readers' reactions.") reactions: Reactions;
  @Public('url', 'Address of the comment on the site.') permalink: string;
}

/** One page of comments. */
export const CommentList = listOf('Comment', () => Comment);

@ObjectType({ description: 'A field of the comment form.' })
export class CommentFormField {
  @Public('text', 'Name in the input.') name: string;
  @Public('text', 'Text beside the field.') label: string;
  @Public('text', 'Type of the HTML control.') type: string;
  @Public('truth', 'Whether it must be filled in.') required: boolean;
  @Public('int', 'Most characters; null where there is nothing to type.', { nullable: true })
  maxLength: number | null;
}

@ObjectType({ description: 'What has to be solved before a comment is taken.' })
export class CommentChallenge {
  @Public('text', 'What kind of challenge it is.') kind: string;
  @Public('url', 'Where to get one, by POST.') url: string;
}

@ObjectType({
  description:
    'A field for programs that fill in whatever they find: hidden from people and from their screen readers, and to be left empty.',
})
export class CommentFormTrap {
  @Public('text', 'Name in the input.') name: string;
  @Public('text', 'Text for those who come upon it all the same.') label: string;
}

@ObjectType({ description: 'Everything to build a comment form from.' })
export class CommentForm {
  @Public('text', 'Title.') title: string;
  @Public('text', 'Line below the title.') notice: string;
  @Public(() => [CommentFormField], 'The fields, in order.') fields: CommentFormField[];
  @Public('truth', 'Whether comments are taken.') open: boolean;
  @Public('text', 'Why not.', { nullable: true }) closedReason: string | null;
  @Public(() => CommentChallenge, 'What has to be solved first; null when nothing.', { nullable: true })
  challenge: CommentChallenge | null;
  @Public(() => CommentFormTrap, 'A field beside these that forms hide from people.') trap: CommentFormTrap;
}
