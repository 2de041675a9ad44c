import { ArgsType, Field, Int } from '@nestjs/graphql';
import type { PageRequest } from './page-request.js';

/** Arguments of a connection (GraphQL Cursor Connections Specification). */
@ArgsType()
export class ConnectionArgs implements PageRequest {
  @Field(() => Int, { nullable: true, description: 'Items from the front, 1 to 100.' }) first?: number | null;
  @Field(() => String, { nullable: true, description: 'Only what follows this cursor.' }) after?:
    string | null;
  @Field(() => Int, { nullable: true, description: 'Items from the back, 1 to 100.' }) last?: number | null;
  @Field(() => String, { nullable: true, description: 'Only what comes before this cursor.' })
  before?: string | null;
}

/** Arguments of a list that is only read forward. */
@ArgsType()
export class ForwardArgs implements PageRequest {
  @Field(() => Int, { nullable: true, description: 'Items on a page, 1 to 100.' }) first?: number | null;
  @Field(() => String, { nullable: true, description: 'Only what follows this cursor.' }) after?:
    string | null;
}
