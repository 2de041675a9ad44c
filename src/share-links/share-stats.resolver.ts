import { Args, ArgsType, Field, ID, Info, Int, Query, Resolver } from '@nestjs/graphql';
import type { GraphQLResolveInfo } from 'graphql';
import { Needs } from '../platform/api/needs.js';
import { ShareStatsQuery, STATS_DAYS } from './share-stats.query.js';
import { VisitStats } from './share-stats.view.js';

const DAYS = 'The last days, today among them (UTC).';

@ArgsType()
class ShareStatsArgs {
  @Field(() => ID, { description: 'Id or slug of the story.' }) articleId: string;
  @Field(() => Int, { defaultValue: STATS_DAYS.default, description: DAYS }) days: number;
}

@ArgsType()
class PlacementStatsArgs {
  @Field(() => ID, { description: 'Id of the slot.' }) placementId: string;
  @Field(() => Int, { defaultValue: STATS_DAYS.default, description: DAYS }) days: number;
}

@Resolver(() => VisitStats)
export class ShareStatsResolver {
  constructor(private readonly stats: ShareStatsQuery) {}

  @Query(() => VisitStats, {
    nullable: true,
    description: 'Visits through the short links of a story.',
  })
  @Needs('content:write')
  shareStats(
    @Args() { articleId, days }: ShareStatsArgs,
    @Info() info: GraphQLResolveInfo,
  ): Promise<VisitStats> {
    return this.stats.ofStoryInGraphql(info, articleId, days);
  }

  @Query(() => VisitStats, {
    nullable: true,
    description: 'Visits through a sponsor slot.',
  })
  @Needs('content:write')
  placementStats(
    @Args() { placementId, days }: PlacementStatsArgs,
    @Info() info: GraphQLResolveInfo,
  ): Promise<VisitStats> {
    return this.stats.ofSlotInGraphql(info, placementId, days);
  }
}
