import { Args, Info, Query, Resolver } from '@nestjs/graphql';
import type { GraphQLResolveInfo } from 'graphql';
import { CurrentViewer } from '../access/viewer.decorators.js';
import { Needs } from '../platform/api/needs.js';
import { type Viewer, viewerClass } from '../platform/api/viewer.js';
import { SectionQuery } from './section.query.js';
import { Section } from './section.view.js';

@Resolver(() => Section)
export class SectionsResolver {
  constructor(private readonly query: SectionQuery) {}

  @Query(() => [Section], { description: 'The top sections, in order; their `children` lead further down.' })
  @Needs('anyone')
  sections(@CurrentViewer() viewer: Viewer, @Info() info: GraphQLResolveInfo): Promise<Section[] | null> {
    return this.query.topInGraphql(info, viewerClass(viewer));
  }

  @Query(() => Section, { nullable: true, description: 'A section, by slug; null when there is none.' })
  @Needs('anyone')
  section(
    @Args('slug', { description: 'Its slug.' }) slug: string,
    @CurrentViewer() viewer: Viewer,
    @Info() info: GraphQLResolveInfo,
  ): Promise<Section | null> {
    return this.query.bySlugInGraphql(info, viewerClass(viewer), slug);
  }
}
