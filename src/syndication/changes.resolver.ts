import { Args, ArgsType, Field, Info, Int, Query, Resolver } from '@nestjs/graphql';
import type { GraphQLResolveInfo } from 'graphql';
import { CurrentViewer } from '../access/viewer.decorators.js';
import { Needs } from '../platform/api/needs.js';
import { checkSize, PAGE_SIZE } from '../platform/api/page-request.js';
import { type Viewer, viewerClass } from '../platform/api/viewer.js';
import { ChangePage } from './change-page.view.js';
import { ChangesService } from './changes.service.js';

@ArgsType()
class ChangesArgs {
  @Field(() => String, {
    nullable: true,
    description: 'The cursor of the answer before; null for the current state.',
  })
  after?: string | null;
  @Field(() => Int, { nullable: true, description: `Changes at a time, ${PAGE_SIZE.max} at most.` })
  limit?: number | null;
}

@Resolver(() => ChangePage)
export class ChangesResolver {
  constructor(private readonly service: ChangesService) {}

  @Query(() => ChangePage, {
    description:
      'The current state, and what changes: without a cursor first the stories that there are, then the changes since, in the order of commit, none left out.',
  })
  @Needs('syndication:read')
  changes(
    @Args() { after, limit }: ChangesArgs,
    @CurrentViewer() viewer: Viewer,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    checkSize(limit, 'limit');
    const asked = { viewer: viewerClass(viewer), after, limit: limit ?? PAGE_SIZE.default };
    return this.service.pageInGraphql(info, asked);
  }
}
