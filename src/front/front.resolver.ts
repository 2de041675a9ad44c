import { Args, Info, Query, Resolver } from '@nestjs/graphql';
import type { GraphQLResolveInfo } from 'graphql';
import { AS_OF, viewerAt } from '../platform/api/as-of.js';
import { CurrentViewer } from '../access/viewer.decorators.js';
import { Needs } from '../platform/api/needs.js';
import type { Viewer } from '../platform/api/viewer.js';
import { GraphQLDateTime } from '../platform/graphql/scalars.js';
import { FrontQuery } from './front.query.js';
import { Front } from './front.view.js';

@Resolver(() => Front)
export class FrontResolver {
  constructor(private readonly query: FrontQuery) {}

  @Query(() => Front, { description: 'The newest stories of every section of the navigation.' })
  @Needs('anyone')
  front(
    @Args('asOf', { type: () => GraphQLDateTime, nullable: true, description: AS_OF })
    asOf: string | null,
    @CurrentViewer() viewer: Viewer,
    @Info() info: GraphQLResolveInfo,
  ): Promise<Front | null> {
    return this.query.getInGraphql(info, viewerAt(viewer, asOf));
  }
}
