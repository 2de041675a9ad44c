import { Args, Info, Query, Resolver } from '@nestjs/graphql';
import type { GraphQLResolveInfo } from 'graphql';
import { CurrentViewer } from '../access/viewer.decorators.js';
import { ForwardArgs } from '../platform/api/connection.args.js';
import { Needs } from '../platform/api/needs.js';
import { type Viewer, viewerClass } from '../platform/api/viewer.js';
import { Author, AuthorList } from './author.view.js';
import { AuthorsQuery } from './authors.query.js';

@Resolver(() => Author)
export class AuthorsResolver {
  constructor(private readonly query: AuthorsQuery) {}

  @Query(() => AuthorList, { description: 'Authors with a visible story, by name.' })
  @Needs('anyone')
  authors(
    @Args() page: ForwardArgs,
    @CurrentViewer() viewer: Viewer,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object | null> {
    return this.query.listInGraphql(info, { viewer: viewerClass(viewer), page });
  }

  @Query(() => Author, {
    nullable: true,
    description: 'Author with a visible story, by slug; null when there is none.',
  })
  @Needs('anyone')
  author(
    @Args('slug', { description: 'The slug.' }) slug: string,
    @CurrentViewer() viewer: Viewer,
    @Info() info: GraphQLResolveInfo,
  ): Promise<Author | null> {
    return this.query.oneInGraphql(info, viewerClass(viewer), slug);
  }
}
