import { Info, Query, Resolver } from '@nestjs/graphql';
import type { GraphQLResolveInfo } from 'graphql';
import { CurrentViewer } from '../access/viewer.decorators.js';
import { Needs } from '../platform/api/needs.js';
import { type Viewer, viewerClass } from '../platform/api/viewer.js';
import { FrontQuery } from './front.query.js';
import { Front } from './front.view.js';

@Resolver(() => Front)
export class FrontResolver {
  constructor(private readonly query: FrontQuery) {}

  @Query(() => Front, { description: 'The newest stories of every section of the navigation.' })
  @Needs('anyone')
  front(@CurrentViewer() viewer: Viewer, @Info() info: GraphQLResolveInfo): Promise<Front | null> {
    return this.query.getInGraphql(info, viewerClass(viewer));
  }
}
