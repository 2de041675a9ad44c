import { ObjectType } from '@nestjs/graphql';
import { ApiSchema } from '@nestjs/swagger';
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

@ObjectType({ description: 'One faulty part of an input.' })
export class InputFault {
  @Public('text', 'Where it is: a JSON Pointer into the input.') pointer: string;
  @Public('text', 'Stable code of the fault.') code: string;
  @Public('text', 'The same in words.') detail: string;
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
