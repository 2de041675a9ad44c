import { Args, ID, Info, Query, Resolver } from '@nestjs/graphql';
import type { GraphQLResolveInfo } from 'graphql';
import { CurrentViewer } from '../access/viewer.decorators.js';
import { ForwardArgs } from '../platform/api/connection.args.js';
import { payloadSelection } from '../platform/api/graphql-selection.js';
import { type Payload, payloadOf } from '../platform/api/mutation.js';
import { Needs } from '../platform/api/needs.js';
import type { Viewer } from '../platform/api/viewer.js';
import { WriteMutation } from '../platform/api/write-route.js';
import { validateInput } from '../platform/http/validation.js';
import { BanCommenterInput } from './ban.inputs.js';
import { CommentBan, CommentBanList, CommentBanPayload } from './ban.view.js';
import { BansQuery } from './bans.query.js';
import { BansService } from './bans.service.js';

@Resolver(() => CommentBan)
export class BansResolver {
  constructor(
    private readonly query: BansQuery,
    private readonly service: BansService,
  ) {}

  @Query(() => CommentBanList, {
    description: 'Bans: those that hold, then those that are over, newest first.',
  })
  @Needs('comments:moderate')
  commentBans(@Args() page: ForwardArgs, @Info() info: GraphQLResolveInfo): Promise<object | null> {
    return this.query.listInGraphql(info, page);
  }

  @Query(() => CommentBan, { nullable: true, description: 'A ban, by id; null when there is none.' })
  @Needs('comments:moderate')
  commentBan(
    @Args('id', { type: () => ID, description: 'Its identifier.' }) id: string,
    @Info() info: GraphQLResolveInfo,
  ): Promise<CommentBan | null> {
    return this.query.oneInGraphql(info, id);
  }

  @WriteMutation(() => CommentBanPayload, { needs: 'comments:moderate', description: 'Bans a commenter.' })
  banCommenter(
    @Args('input', { type: () => BanCommenterInput, description: 'Whom, and why.' }) raw: object,
    @CurrentViewer() { actor }: Viewer,
    @Info() info: GraphQLResolveInfo,
  ): Promise<Payload<{ commentBan: CommentBan }>> {
    return payloadOf(['commentBan'], async () => {
      const input = await validateInput(BanCommenterInput, raw);
      const id = await this.service.ban(input, { actor, now: new Date() });
      return { commentBan: await this.query.whole(id, payloadSelection(info, 'commentBan')) };
    });
  }

  @WriteMutation(() => CommentBanPayload, { needs: 'comments:moderate', description: 'Lifts a ban.' })
  liftCommentBan(
    @Args('id', { type: () => ID, description: 'Id of the ban.' }) id: string,
    @CurrentViewer() { actor }: Viewer,
    @Info() info: GraphQLResolveInfo,
  ): Promise<Payload<{ commentBan: CommentBan }>> {
    return payloadOf(['commentBan'], async () => {
      await this.service.lift(id, { actor, now: new Date() });
      return { commentBan: await this.query.whole(id, payloadSelection(info, 'commentBan')) };
    });
  }
}
