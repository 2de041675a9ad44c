import { ObjectType } from '@nestjs/graphql';
import { ApiSchema } from '@nestjs/swagger';
import { InputFault } from '../platform/api/mutation.view.js';
import { Public } from '../platform/api/view.js';
import { Comment } from './comment.view.js';

@ApiSchema({ description: 'A comment that was taken, and the key to it.' })
export class CommentWritten {
  @Public(() => Comment, 'The comment; `pending` until a moderator approves it, where the site wants that.', {
    graphql: false,
  })
  comment: Comment;
  @Public('text', 'To be sent as `Comment-Token` by whoever manages the comment. Shown this once.', {
    graphql: false,
  })
  token: string;
}

@ObjectType({
  description: 'What came of adding a comment: the comment and its token, or the faults of the input.',
})
export class AddCommentPayload {
  @Public(() => Comment, 'The comment; PENDING until a moderator approves it, where the site wants that.', {
    nullable: true,
  })
  comment: Comment | null;
  @Public('text', 'To be sent as `Comment-Token` by whoever manages the comment. Shown this once.', {
    nullable: true,
  })
  token: string | null;
  @Public(() => [InputFault], 'Why it was not taken; empty when it was.') errors: InputFault[];
}
