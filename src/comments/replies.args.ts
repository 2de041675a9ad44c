import { ArgsType, Field, Int } from '@nestjs/graphql';
import type { PageRequest } from '../platform/api/page-request.js';
import { REPLIES_SHOWN } from './comment-limits.js';

/** Arguments of the replies to a comment. The default stands in the schema, so that a query's cost reckons with it. */
@ArgsType()
export class RepliesArgs implements PageRequest {
  @Field(() => Int, {
    nullable: true,
    defaultValue: REPLIES_SHOWN,
    description: 'Items on a page, 1 to 100.',
  })
  first?: number | null;
  @Field(() => String, { nullable: true, description: 'Only what follows this cursor.' }) after?:
    string | null;
}
