import { Controller, Inject, Param, Query, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CurrentViewer } from '../access/viewer.decorators.js';
import { fieldsParameter, listParameters } from '../platform/api/list-query.js';
import { answerList, answerRead } from '../platform/api/read-answer.js';
import { ADDRESSES, type Addresses } from '../platform/api/read-context.js';
import { ReadRoute } from '../platform/api/rest-route.js';
import type { Viewer } from '../platform/api/viewer.js';
import { CreateRoute, DeleteRoute, PatchRoute } from '../platform/api/write-route.js';
import { readQuery } from '../platform/http/query.js';
import { JsonBody } from '../platform/http/validation.js';
import { type BasedOn, IfMatch, versionTag } from '../platform/writes/version.js';
import { ManagedPlacement, ManagedPlacementList } from './managed-placement.view.js';
import { ManagedPlacementsQuery, placementsLike } from './managed-placements.query.js';
import { PlacementEditingService } from './placement-editing.service.js';
import { CreatePlacementInput, PlacementPatch, placementParameters } from './placement.inputs.js';

const ONE = { fields: fieldsParameter };
const LIST = { ...placementParameters, ...listParameters };
/** The clock, sponsors, sections and tags change what is shown of a slot while its version stays. */
const EDITORS = { scope: 'content:write', showsOthers: true } as const;
const ID = { id: 'Id of the slot.' };

@ApiTags('Sponsors')
@Controller('v1/placements')
export class PlacementsController {
  constructor(
    private readonly placements: ManagedPlacementsQuery,
    private readonly service: PlacementEditingService,
    @Inject(ADDRESSES) private readonly addresses: Addresses,
  ) {}

  @ReadRoute('', {
    needs: 'content:write',
    summary: 'Sponsor slots, newest first',
    query: LIST,
    view: ManagedPlacementList,
    errors: ['INVALID_CURSOR', 'CURSOR_MISMATCH'],
  })
  async list(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @CurrentViewer() viewer: Viewer,
    @Query() query: unknown,
  ): Promise<void> {
    const { limit, after, count, fields, ...filter } = readQuery(query, LIST);
    const page = { first: limit, after, sizeName: 'limit' };
    const answer = await this.placements.list(page, count, fields, placementsLike(filter));
    return answerList(request, reply, viewer, answer && { ...answer, momentary: true }, this.addresses.api);
  }

  @ReadRoute(':id', {
    needs: 'content:write',
    summary: 'A sponsor slot',
    params: ID,
    query: ONE,
    view: ManagedPlacement,
    errors: ['PLACEMENT_NOT_FOUND'],
  })
  async one(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @CurrentViewer() viewer: Viewer,
    @Param('id') id: string,
    @Query() query: unknown,
  ): Promise<void> {
    const { fields } = readQuery(query, ONE);
    return answerRead(request, reply, viewer, await this.placements.one(id, fields), EDITORS);
  }

  @CreateRoute('', {
    needs: 'content:write',
    summary: 'Sell a sponsor slot',
    about: 'It stands in every story that it is sold for, from its beginning to its end.',
    body: CreatePlacementInput,
    view: ManagedPlacement,
  })
  async create(
    @Res({ passthrough: true }) reply: FastifyReply,
    @Query() query: unknown,
    @JsonBody() input: CreatePlacementInput,
  ): Promise<ManagedPlacement> {
    readQuery(query, {});
    const placement = await this.placements.whole(await this.service.create(input, new Date()));
    const location = `${this.addresses.api}/v1/placements/${placement.id}`;
    void reply.headers({ location, etag: versionTag(placement.version) });
    return placement;
  }

  @PatchRoute(':id', {
    needs: 'content:write',
    summary: 'Change a sponsor slot',
    about: 'What is left out is left alone; null clears.',
    params: ID,
    body: PlacementPatch,
    view: ManagedPlacement,
    versioned: true,
    errors: ['PLACEMENT_NOT_FOUND'],
  })
  async update(
    @Res({ passthrough: true }) reply: FastifyReply,
    @Param('id') id: string,
    @IfMatch() basedOn: BasedOn,
    @Query() query: unknown,
    @JsonBody() patch: PlacementPatch,
  ): Promise<ManagedPlacement> {
    readQuery(query, {});
    const placement = await this.placements.whole(await this.service.update(id, patch, basedOn, new Date()));
    void reply.header('etag', versionTag(placement.version));
    return placement;
  }

  @DeleteRoute(':id', {
    needs: 'content:write',
    summary: 'Delete a sponsor slot',
    about:
      'Its link leads nowhere from now on, and its visits are forgotten. One that is over can be ended instead.',
    params: ID,
    versioned: true,
    errors: ['PLACEMENT_NOT_FOUND'],
  })
  async delete(@Param('id') id: string, @IfMatch() basedOn: BasedOn, @Query() query: unknown): Promise<void> {
    readQuery(query, {});
    await this.service.delete(id, basedOn);
  }
}
