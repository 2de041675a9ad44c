import { Args, Info, Query, Resolver } from '@nestjs/graphql';
import type { GraphQLResolveInfo } from 'graphql';
import { CurrentViewer } from '../access/viewer.decorators.js';
import { ForwardArgs } from '../platform/api/connection.args.js';
import { Needs } from '../platform/api/needs.js';
import { type Viewer, viewerClass } from '../platform/api/viewer.js';
import { Tag, TagList } from './tag.view.js';
import { TagsQuery } from './tags.query.js';

@Resolver(() => Tag)
export class TagsResolver {
  constructor(private readonly query: TagsQuery) {}

  @Query(() => TagList, { description: 'Tags with a visible story, by name.' })
  @Needs('anyone')
  tags(
    @Args() page: ForwardArgs,
    @CurrentViewer() viewer: Viewer,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object | null> {
    return this.query.listInGraphql(info, { viewer: viewerClass(viewer), page });
  }

  @Query(() => Tag, {
    nullable: true,
    description: 'Tag with a visible story, by slug; null when there is none.',
  })
  @Needs('anyone')
  tag(
    @Args('slug', { description: 'The slug.' }) slug: string,
    @CurrentViewer() viewer: Viewer,
    @Info() info: GraphQLResolveInfo,
  ): Promise<Tag | null> {
    return this.query.oneInGraphql(info, viewerClass(viewer), slug);
  }
}
