import { Args, Info, Query, Resolver } from '@nestjs/graphql';
import type { GraphQLResolveInfo } from 'graphql';
import { ForwardArgs } from '../platform/api/connection.args.js';
import { payloadSelection } from '../platform/api/graphql-selection.js';
import { type Payload, payloadOf } from '../platform/api/mutation.js';
import { Needs } from '../platform/api/needs.js';
import { WriteMutation } from '../platform/api/write-route.js';
import { validateInput } from '../platform/http/validation.js';
import { CreateSponsorInput, DeleteSponsorInput, UpdateSponsorInput } from './sponsor.inputs.js';
import { DeleteSponsorPayload, ManagedSponsor, ManagedSponsorList, SponsorPayload } from './sponsor.view.js';
import { SponsorsQuery } from './sponsors.query.js';
import { SponsorsService } from './sponsors.service.js';

@Resolver(() => ManagedSponsor)
export class SponsorsResolver {
  constructor(
    private readonly query: SponsorsQuery,
    private readonly service: SponsorsService,
  ) {}

  @Query(() => ManagedSponsorList, { description: 'Sponsors, by name.' })
  @Needs('content:write')
  sponsors(@Args() page: ForwardArgs, @Info() info: GraphQLResolveInfo): Promise<object | null> {
    return this.query.listInGraphql(info, page);
  }

  @Query(() => ManagedSponsor, { nullable: true, description: 'A sponsor; null when there is none.' })
  @Needs('content:write')
  sponsor(
    @Args('sponsor', { description: 'Its slug or id.' }) reference: string,
    @Info() info: GraphQLResolveInfo,
  ): Promise<ManagedSponsor | null> {
    return this.query.oneInGraphql(info, reference);
  }

  @WriteMutation(() => SponsorPayload, { needs: 'content:write', description: 'Makes a sponsor.' })
  createSponsor(
    @Args('input', { type: () => CreateSponsorInput, description: 'What to make.' }) raw: object,
    @Info() info: GraphQLResolveInfo,
  ): Promise<Payload<{ sponsor: ManagedSponsor }>> {
    return this.written(info, async () =>
      this.service.create(await validateInput(CreateSponsorInput, raw), new Date()),
    );
  }

  @WriteMutation(() => SponsorPayload, {
    needs: 'content:write',
    description: 'Changes a sponsor. What is left out is left alone; null clears.',
  })
  updateSponsor(
    @Args('input', { type: () => UpdateSponsorInput, description: 'What to change.' }) raw: object,
    @Info() info: GraphQLResolveInfo,
  ): Promise<Payload<{ sponsor: ManagedSponsor }>> {
    return this.written(info, async () => {
      const { sponsor, version, ...patch } = await validateInput(UpdateSponsorInput, raw);
      return this.service.update(sponsor, patch, [version], new Date());
    });
  }

  @WriteMutation(() => DeleteSponsorPayload, {
    needs: 'content:write',
    description: 'Deletes a sponsor that has no slots.',
  })
  deleteSponsor(
    @Args('input', { type: () => DeleteSponsorInput, description: 'What to delete.' }) raw: object,
  ): Promise<Payload<{ deleted: string }>> {
    return payloadOf(['deleted'], async () => {
      const { sponsor, version } = await validateInput(DeleteSponsorInput, raw);
      await this.service.delete(sponsor, [version]);
      return { deleted: sponsor };
    });
  }

  private written(
    info: GraphQLResolveInfo,
    write: () => Promise<string>,
  ): Promise<Payload<{ sponsor: ManagedSponsor }>> {
    return payloadOf(['sponsor'], async () => ({
      sponsor: await this.query.whole(await write(), payloadSelection(info, 'sponsor')),
    }));
  }
}
