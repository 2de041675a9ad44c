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
import { CreateSponsorInput, SponsorPatch } from './sponsor.inputs.js';
import { ManagedSponsor, ManagedSponsorList } from './sponsor.view.js';
import { SponsorsQuery } from './sponsors.query.js';
import { SponsorsService } from './sponsors.service.js';

const ONE = { fields: fieldsParameter };
const EDITORS = { scope: 'content:write', showsOthers: false } as const;
const SPONSOR = { sponsor: 'Slug or id of the sponsor.' };

@ApiTags('Sponsors')
@Controller('v1/sponsors')
export class SponsorsController {
  constructor(
    private readonly sponsors: SponsorsQuery,
    private readonly service: SponsorsService,
    @Inject(ADDRESSES) private readonly addresses: Addresses,
  ) {}

  @ReadRoute('', {
    needs: 'content:write',
    summary: 'Sponsors, by name',
    query: listParameters,
    view: ManagedSponsorList,
    errors: ['INVALID_CURSOR', 'CURSOR_MISMATCH'],
  })
  async list(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @CurrentViewer() viewer: Viewer,
    @Query() query: unknown,
  ): Promise<void> {
    const { limit, after, count, fields } = readQuery(query, listParameters);
    const answer = await this.sponsors.list({ first: limit, after, sizeName: 'limit' }, count, fields);
    return answerList(request, reply, viewer, answer, this.addresses.api);
  }

  @ReadRoute(':sponsor', {
    needs: 'content:write',
    summary: 'A sponsor',
    params: SPONSOR,
    query: ONE,
    view: ManagedSponsor,
    errors: ['SPONSOR_NOT_FOUND'],
  })
  async one(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @CurrentViewer() viewer: Viewer,
    @Param('sponsor') reference: string,
    @Query() query: unknown,
  ): Promise<void> {
    const { fields } = readQuery(query, ONE);
    return answerRead(request, reply, viewer, await this.sponsors.one(reference, fields), EDITORS);
  }

  @CreateRoute('', {
    needs: 'content:write',
    summary: 'Make a sponsor',
    about: 'A slug is made from the name where none is given.',
    body: CreateSponsorInput,
    view: ManagedSponsor,
    errors: ['SLUG_TAKEN'],
  })
  async create(
    @Res({ passthrough: true }) reply: FastifyReply,
    @Query() query: unknown,
    @JsonBody() input: CreateSponsorInput,
  ): Promise<ManagedSponsor> {
    readQuery(query, {});
    const sponsor = await this.sponsors.whole(await this.service.create(input, new Date()));
    const location = `${this.addresses.api}/v1/sponsors/${sponsor.slug}`;
    void reply.headers({ location, etag: versionTag(sponsor.version) });
    return sponsor;
  }

  @PatchRoute(':sponsor', {
    needs: 'content:write',
    summary: 'Change a sponsor',
    about: 'What is left out is left alone; null clears.',
    params: SPONSOR,
    body: SponsorPatch,
    view: ManagedSponsor,
    versioned: true,
    errors: ['SPONSOR_NOT_FOUND', 'SLUG_TAKEN'],
  })
  async update(
    @Res({ passthrough: true }) reply: FastifyReply,
    @Param('sponsor') reference: string,
    @IfMatch() basedOn: BasedOn,
    @Query() query: unknown,
    @JsonBody() patch: SponsorPatch,
  ): Promise<ManagedSponsor> {
    readQuery(query, {});
    const id = await this.service.update(reference, patch, basedOn, new Date());
    const sponsor = await this.sponsors.whole(id);
    void reply.header('etag', versionTag(sponsor.version));
    return sponsor;
  }

  @DeleteRoute(':sponsor', {
    needs: 'content:write',
    summary: 'Delete a sponsor',
    about: 'Only one that has no slots.',
    params: SPONSOR,
    versioned: true,
    errors: ['SPONSOR_NOT_FOUND', 'SPONSOR_IN_USE'],
  })
  async delete(
    @Param('sponsor') reference: string,
    @IfMatch() basedOn: BasedOn,
    @Query() query: unknown,
  ): Promise<void> {
    readQuery(query, {});
    await this.service.delete(reference, basedOn);
  }
}
