import { Info, Query, Resolver } from '@nestjs/graphql';
import type { GraphQLResolveInfo } from 'graphql';
import { CurrentViewer } from '../access/viewer.decorators.js';
import { Needs } from '../platform/api/needs.js';
import { type Viewer, viewerClass } from '../platform/api/viewer.js';
import { SiteQuery } from './site.query.js';
import { Site } from './site.view.js';

@Resolver(() => Site)
export class SiteResolver {
  constructor(private readonly query: SiteQuery) {}

  @Query(() => Site, { description: 'What the site says of itself.' })
  @Needs('anyone')
  site(@CurrentViewer() viewer: Viewer, @Info() info: GraphQLResolveInfo): Promise<Site | null> {
    return this.query.getInGraphql(info, viewerClass(viewer));
  }
}
