import { InputType } from '@nestjs/graphql';
import { ApiSchema } from '@nestjs/swagger';
import { Input } from '../platform/api/input.js';
import { COMMENT_LIMITS } from './comment-limits.js';
import { Text } from './comment.inputs.js';
import { commentBody, ReadableBody } from './reader-text.js';

const TOKEN = 'The token that came with the comment when it was written.';

@ApiSchema({ description: 'What the author of a comment changes.' })
@InputType({ isAbstract: true })
export class CommentEdit {
  @Text(commentBody)
  @ReadableBody()
  @Input('text', 'The comment, in a subset of Markdown.', { max: COMMENT_LIMITS.body })
  body: string;

  @Input('truth', 'Whether it is sent although moderators may not like it, as an earlier answer said.', {
    optional: true,
  })
  insist?: boolean | null;
}

@InputType({ description: "An author's change of a comment." })
export class EditCommentInput extends CommentEdit {
  @Input('id', 'Id of the comment.') id: string;
  @Input('text', TOKEN) token: string;
}

@InputType({ description: "An author's comment to delete." })
export class DeleteCommentInput {
  @Input('id', 'Id of the comment.') id: string;
  @Input('text', TOKEN) token: string;
}
