import { ObjectType } from '@nestjs/graphql';
import { InputFault } from '../platform/api/mutation.view.js';
import { Public } from '../platform/api/view.js';
import { Comment } from './comment.view.js';

@ObjectType({ description: "What came of an author's change: the comment, or the faults of the input." })
export class EditCommentPayload {
  @Public(() => Comment, 'The comment; PENDING when a moderator has to read it now.', { nullable: true })
  comment: Comment | null;
  @Public(() => [InputFault], 'Why it was not changed; empty when it was.') errors: InputFault[];
}

@ObjectType({ description: 'What came of deleting a comment, or the faults of the input.' })
export class DeleteCommentPayload {
  @Public('id', 'The comment that is gone.', { nullable: true }) deleted: string | null;
  @Public(() => [InputFault], 'Why it was not deleted; empty when it was.') errors: InputFault[];
}
