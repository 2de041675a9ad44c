import { Args, ID, Info, Query, Resolver } from '@nestjs/graphql';
import type { GraphQLResolveInfo } from 'graphql';
import { CurrentViewer } from '../access/viewer.decorators.js';
import { Needs } from '../platform/api/needs.js';
import { Node } from '../platform/api/node.view.js';
import { type Viewer, viewerClass } from '../platform/api/viewer.js';
import { readQuery } from '../platform/http/query.js';
import { CountsQuery } from './counts.query.js';
import { ArticleCounts } from './counts.view.js';
import { NodeQuery } from './node.query.js';
import { RESOLVE_PARAMETERS } from './resolution.inputs.js';
import { ResolutionQuery } from './resolution.query.js';
import { Resolution } from './resolution.view.js';

@Resolver()
export class LookupsResolver {
  constructor(
    private readonly nodes: NodeQuery,
    private readonly articleCounts: CountsQuery,
    private readonly resolutions: ResolutionQuery,
  ) {}

  @Query(() => Node, { nullable: true, description: 'Anything, by its id; null when readers cannot see it.' })
  @Needs('anyone')
  node(
    @Args('id', { type: () => ID, description: 'Its identifier.' }) id: string,
    @CurrentViewer() viewer: Viewer,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object | null> {
    return this.nodes.get(info, viewerClass(viewer), id);
  }

  @Query(() => [ArticleCounts], {
    description: 'Exact counts of up to 500 stories, those that readers can see.',
  })
  @Needs('anyone')
  counts(
    @Args('ids', { type: () => [ID], description: 'The stories.' }) ids: string[],
    @CurrentViewer() viewer: Viewer,
    @Info() info: GraphQLResolveInfo,
  ): Promise<ArticleCounts[] | null> {
    return this.articleCounts.ofInGraphql(info, viewerClass(viewer), ids);
  }

  @Query(() => Resolution, { description: 'What an address of the site leads to.' })
  @Needs('anyone')
  resolve(
    @Args('url', { description: 'An address of the site, or a path on it.' }) url: string,
    @CurrentViewer() viewer: Viewer,
  ): Promise<Resolution> {
    return this.resolutions.resolve(viewerClass(viewer), readQuery({ url }, RESOLVE_PARAMETERS).url);
  }
}
