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
import { OutdatedQuery } from './outdated.query.js';
import { OutdatedCopyList } from './outdated.view.js';
import { partnerAskedFor } from './partner-access.js';
import { PartnerEditingService } from './partner-editing.service.js';
import { CreatePartnerInput, DeletePartnerInput, UpdatePartnerInput } from './partner.inputs.js';
import { DeletePartnerPayload, Partner, PartnerList, PartnerPayload } from './partner.view.js';
import { PartnersQuery } from './partners.query.js';

const WHICH = { type: () => ID, description: 'Id of the partner; `me` for the one whose key it is.' };

@Resolver(() => Partner)
export class PartnersResolver {
  constructor(
    private readonly query: PartnersQuery,
    private readonly outdated: OutdatedQuery,
    private readonly service: PartnerEditingService,
  ) {}

  @Query(() => PartnerList, { description: 'Partners, newest first.' })
  @Needs('admin')
  partners(@Args() page: ForwardArgs, @Info() info: GraphQLResolveInfo): Promise<object | null> {
    return this.query.listInGraphql(info, page);
  }

  @Query(() => Partner, {
    nullable: true,
    description: 'A partner, and what it may have. Partners see themselves alone.',
  })
  @Needs('syndication:read')
  partner(
    @Args('id', WHICH) reference: string,
    @CurrentViewer() viewer: Viewer,
    @Info() info: GraphQLResolveInfo,
  ): Promise<Partner | null> {
    const id = partnerAskedFor(viewer, reference);
    return this.query.oneInGraphql(info, id);
  }

  @Query(() => OutdatedCopyList, {
    description:
      'Corrections and kills of stories that a partner was given and has not fetched since; the newest copies first.',
  })
  @Needs('syndication:read')
  outdatedCopies(
    @Args('partner', WHICH) reference: string,
    @Args() page: ForwardArgs,
    @CurrentViewer() viewer: Viewer,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object | null> {
    const id = partnerAskedFor(viewer, reference);
    return this.outdated.listInGraphql(info, id, page);
  }

  @WriteMutation(() => PartnerPayload, { needs: 'admin', description: 'Makes a partner.' })
  createPartner(
    @Args('input', { type: () => CreatePartnerInput, description: 'What to make.' }) raw: object,
    @CurrentViewer() { actor }: Viewer,
    @Info() info: GraphQLResolveInfo,
  ): Promise<Payload<{ partner: Partner }>> {
    return this.written(info, async () =>
      this.service.create(await validateInput(CreatePartnerInput, raw), { actor, now: new Date() }),
    );
  }

  @WriteMutation(() => PartnerPayload, {
    needs: 'admin',
    description: 'Changes a partner. What is left out is left alone; null clears.',
  })
  updatePartner(
    @Args('input', { type: () => UpdatePartnerInput, description: 'What to change.' }) raw: object,
    @Info() info: GraphQLResolveInfo,
  ): Promise<Payload<{ partner: Partner }>> {
    return this.written(info, async () => {
      const { id, version, ...patch } = await validateInput(UpdatePartnerInput, raw);
      return this.service.update(id, patch, [version], new Date());
    });
  }

  @WriteMutation(() => DeletePartnerPayload, {
    needs: 'admin',
    description: 'Deletes a partner: its keys are revoked.',
  })
  deletePartner(
    @Args('input', { type: () => DeletePartnerInput, description: 'What to delete.' }) raw: object,
  ): Promise<Payload<{ deletedId: string }>> {
    return payloadOf(['deletedId'], async () => {
      const { id, version } = await validateInput(DeletePartnerInput, raw);
      await this.service.delete(id, [version], new Date());
      return { deletedId: id.toLowerCase() };
    });
  }

  private written(
    info: GraphQLResolveInfo,
    write: () => Promise<string>,
  ): Promise<Payload<{ partner: Partner }>> {
    return payloadOf(['partner'], async () => ({
      partner: await this.query.whole(await write(), payloadSelection(info, 'partner')),
    }));
  }
}
