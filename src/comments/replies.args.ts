import { ArgsType, Field, Int } from '@nestjs/graphql';
import type { PageRequest } from '../platform/api/page-request.js';
import { REPLIES_SHOWN } from './comment-limits.js';
import { CommentSort } from './comment.view.js';

/** Arguments of the replies to a comment. The defaults stand in the schema, so that a query's cost reckons with them. */
@ArgsType()
export class RepliesArgs implements PageRequest {
  @Field(() => CommentSort, {
    nullable: true,
    defaultValue: CommentSort.OLDEST,
    description: 'Order of the replies.',
  })
  sort?: CommentSort | null;

  @Field(() => Int, {
    nullable: true,
    defaultValue: REPLIES_SHOWN,
    description: 'Items from the front, 1 to 100.',
  })
  first?: number | null;

  @Field(() => String, { nullable: true, description: 'Only what follows this cursor.' }) after?:
    string | null;

  @Field(() => Int, { nullable: true, description: 'Items from the back, 1 to 100.' }) last?: number | null;

  @Field(() => String, { nullable: true, description: 'Only what comes before this cursor.' })
  before?: string | null;
}
