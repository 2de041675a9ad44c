import { Args, ID, Info, Query, Resolver } from '@nestjs/graphql';
import type { GraphQLResolveInfo } from 'graphql';
import { payloadSelection } from '../platform/api/graphql-selection.js';
import { type Payload, payloadOf } from '../platform/api/mutation.js';
import { Needs } from '../platform/api/needs.js';
import { WriteMutation } from '../platform/api/write-route.js';
import { validateInput } from '../platform/http/validation.js';
import {
  DeletePlacementPayload,
  ManagedPlacement,
  ManagedPlacementList,
  PlacementPayload,
} from './managed-placement.view.js';
import { ManagedPlacementsQuery, placementsLike } from './managed-placements.query.js';
import { PlacementEditingService } from './placement-editing.service.js';
import {
  CreatePlacementInput,
  DeletePlacementInput,
  PlacementsArgs,
  UpdatePlacementInput,
} from './placement.inputs.js';

@Resolver(() => ManagedPlacement)
export class PlacementsResolver {
  constructor(
    private readonly query: ManagedPlacementsQuery,
    private readonly service: PlacementEditingService,
  ) {}

  @Query(() => ManagedPlacementList, { description: 'Sponsor slots, newest first.' })
  @Needs('content:write')
  placements(
    @Args() { sponsor, state, ...page }: PlacementsArgs,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object | null> {
    return this.query.listInGraphql(info, page, placementsLike({ sponsor, state }));
  }

  @Query(() => ManagedPlacement, {
    nullable: true,
    description: 'A sponsor slot; null when there is none with this id.',
  })
  @Needs('content:write')
  placement(
    @Args('id', { type: () => ID, description: 'Id of the slot.' }) id: string,
    @Info() info: GraphQLResolveInfo,
  ): Promise<ManagedPlacement | null> {
    return this.query.oneInGraphql(info, id);
  }

  @WriteMutation(() => PlacementPayload, { needs: 'content:write', description: 'Sells a sponsor slot.' })
  createPlacement(
    @Args('input', { type: () => CreatePlacementInput, description: 'What to sell.' }) raw: object,
    @Info() info: GraphQLResolveInfo,
  ): Promise<Payload<{ placement: ManagedPlacement }>> {
    return this.written(info, async () =>
      this.service.create(await validateInput(CreatePlacementInput, raw), new Date()),
    );
  }

  @WriteMutation(() => PlacementPayload, {
    needs: 'content:write',
    description: 'Changes a sponsor slot. What is left out is left alone; null clears.',
  })
  updatePlacement(
    @Args('input', { type: () => UpdatePlacementInput, description: 'What to change.' }) raw: object,
    @Info() info: GraphQLResolveInfo,
  ): Promise<Payload<{ placement: ManagedPlacement }>> {
    return this.written(info, async () => {
      const { id, version, ...patch } = await validateInput(UpdatePlacementInput, raw);
      return this.service.update(id, patch, [version], new Date());
    });
  }

  @WriteMutation(() => DeletePlacementPayload, {
    needs: 'content:write',
    description: 'Deletes a sponsor slot. Its link leads nowhere from now on, and its visits are forgotten.',
  })
  deletePlacement(
    @Args('input', { type: () => DeletePlacementInput, description: 'What to delete.' }) raw: object,
  ): Promise<Payload<{ deleted: string }>> {
    return payloadOf(['deleted'], async () => {
      const { id, version } = await validateInput(DeletePlacementInput, raw);
      await this.service.delete(id, [version]);
      return { deleted: id };
    });
  }

  private written(
    info: GraphQLResolveInfo,
    write: () => Promise<string>,
  ): Promise<Payload<{ placement: ManagedPlacement }>> {
    return payloadOf(['placement'], async () => ({
      placement: await this.query.whole(await write(), payloadSelection(info, 'placement')),
    }));
  }
}
