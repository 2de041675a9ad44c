import { Args, ArgsType, Field, ID, Info, Query, Resolver } from '@nestjs/graphql';
import type { GraphQLResolveInfo } from 'graphql';
import { ForwardArgs } from '../platform/api/connection.args.js';
import { payloadSelection } from '../platform/api/graphql-selection.js';
import { type Payload, payloadOf } from '../platform/api/mutation.js';
import { Needs } from '../platform/api/needs.js';
import { WriteMutation } from '../platform/api/write-route.js';
import { validateInput } from '../platform/http/validation.js';
import { CreateShareCodeInput } from './share-code.inputs.js';
import { ShareCode, ShareCodeList, ShareCodePayload } from './share-code.view.js';
import { ShareCampaignsService } from './share-campaigns.service.js';
import { ShareCodesQuery } from './share-codes.query.js';

@ArgsType()
class ShareCodesArgs extends ForwardArgs {
  @Field(() => ID, { description: 'Id or slug of the story.' }) articleId: string;
}

@Resolver(() => ShareCode)
export class ShareCodesResolver {
  constructor(
    private readonly codes: ShareCodesQuery,
    private readonly campaigns: ShareCampaignsService,
  ) {}

  @Query(() => ShareCodeList, { description: 'Short links of a story, newest first.' })
  @Needs('content:write')
  shareCodes(
    @Args() { articleId, ...page }: ShareCodesArgs,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object | null> {
    return this.codes.listInGraphql(info, articleId, page);
  }

  @Query(() => ShareCode, {
    nullable: true,
    description: 'A short link of a story, by its code; null when there is none.',
  })
  @Needs('content:write')
  shareCode(
    @Args('code', { description: 'The code.' }) code: string,
    @Info() info: GraphQLResolveInfo,
  ): Promise<ShareCode | null> {
    return this.codes.oneInGraphql(info, code);
  }

  @WriteMutation(() => ShareCodePayload, {
    needs: 'content:write',
    description: 'Makes a short link for a campaign.',
  })
  createShareCode(
    @Args('input', { type: () => CreateShareCodeInput, description: 'What to make.' }) raw: object,
    @Info() info: GraphQLResolveInfo,
  ): Promise<Payload<{ shareCode: ShareCode }>> {
    return this.written(info, async () => {
      const { articleId, ...wanted } = await validateInput(CreateShareCodeInput, raw);
      return this.campaigns.create(articleId, wanted, new Date());
    });
  }

  @WriteMutation(() => ShareCodePayload, {
    needs: 'content:write',
    description: 'Ends a short link of a campaign.',
  })
  endShareCode(
    @Args('code', { description: 'The code.' }) code: string,
    @Info() info: GraphQLResolveInfo,
  ): Promise<Payload<{ shareCode: ShareCode }>> {
    return this.written(info, async () => {
      await this.campaigns.end(code, new Date());
      return code;
    });
  }

  private written(
    info: GraphQLResolveInfo,
    write: () => Promise<string>,
  ): Promise<Payload<{ shareCode: ShareCode }>> {
    return payloadOf(['shareCode'], async () => ({
      shareCode: await this.codes.whole(await write(), payloadSelection(info, 'shareCode')),
    }));
  }
}
