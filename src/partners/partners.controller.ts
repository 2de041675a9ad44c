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
import { OutdatedQuery } from './outdated.query.js';
import { OutdatedCopyList } from './outdated.view.js';
import { partnerAskedFor } from './partner-access.js';
import { PartnerEditingService } from './partner-editing.service.js';
import { CreatePartnerInput, PartnerPatch } from './partner.inputs.js';
import { Partner, PartnerList } from './partner.view.js';
import { PartnersQuery } from './partners.query.js';

const ONE = { fields: fieldsParameter };
/** Requests are counted, and sections named, while the version stays. */
const EDITORS = { scope: 'admin', showsOthers: true } as const;
const PARTNER = { partner: 'Id of the partner; `me` for the one whose key it is.' };

@ApiTags('Partners')
@Controller('v1/partners')
export class PartnersController {
  constructor(
    private readonly partners: PartnersQuery,
    private readonly outdatedCopies: OutdatedQuery,
    private readonly service: PartnerEditingService,
    @Inject(ADDRESSES) private readonly addresses: Addresses,
  ) {}

  @ReadRoute('', {
    needs: 'admin',
    summary: 'Partners, newest first',
    query: listParameters,
    view: PartnerList,
    errors: ['INVALID_CURSOR', 'CURSOR_MISMATCH'],
  })
  async list(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @CurrentViewer() viewer: Viewer,
    @Query() query: unknown,
  ): Promise<void> {
    const { limit, after, count, fields } = readQuery(query, listParameters);
    const answer = await this.partners.list({ first: limit, after, sizeName: 'limit' }, count, fields);
    return answerList(request, reply, viewer, answer, this.addresses.api);
  }

  @ReadRoute(':partner', {
    needs: 'syndication:read',
    summary: 'A partner, and what it may have',
    about: 'Partners see themselves alone.',
    params: PARTNER,
    query: ONE,
    view: Partner,
    errors: ['PARTNER_NOT_FOUND'],
  })
  async one(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @CurrentViewer() viewer: Viewer,
    @Param('partner') reference: string,
    @Query() query: unknown,
  ): Promise<void> {
    const { fields } = readQuery(query, ONE);
    const answer = await this.partners.one(partnerAskedFor(viewer, reference), fields);
    return answerRead(request, reply, viewer, answer, EDITORS);
  }

  @ReadRoute(':partner/outdated', {
    needs: 'syndication:read',
    summary: 'Stories that a partner has and must fetch again, or take down',
    about:
      'Corrections and kills of what it was given, by whatever way, and has not fetched since; the newest copies first. A kill goes from the list when the partner was told of it by `/v1/changes` or a webhook. Partners see their own alone.',
    params: PARTNER,
    query: listParameters,
    view: OutdatedCopyList,
    errors: ['PARTNER_NOT_FOUND', 'INVALID_CURSOR', 'CURSOR_MISMATCH'],
  })
  async outdated(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @CurrentViewer() viewer: Viewer,
    @Param('partner') reference: string,
    @Query() query: unknown,
  ): Promise<void> {
    const { limit, after, count, fields } = readQuery(query, listParameters);
    const id = partnerAskedFor(viewer, reference);
    const page = { first: limit, after, sizeName: 'limit' };
    const answer = await this.outdatedCopies.list(id, page, count, fields);
    return answerList(request, reply, viewer, answer, this.addresses.api);
  }

  @CreateRoute('', {
    needs: 'admin',
    summary: 'Make a partner',
    about: 'Its keys are made with `POST /v1/api-keys` and its id as `partner`.',
    body: CreatePartnerInput,
    view: Partner,
  })
  async create(
    @Res({ passthrough: true }) reply: FastifyReply,
    @CurrentViewer() { actor }: Viewer,
    @Query() query: unknown,
    @JsonBody() input: CreatePartnerInput,
  ): Promise<Partner> {
    readQuery(query, {});
    const partner = await this.partners.whole(await this.service.create(input, { actor, now: new Date() }));
    const location = `${this.addresses.api}/v1/partners/${partner.id}`;
    void reply.headers({ location, etag: versionTag(partner.version) });
    return partner;
  }

  @PatchRoute(':partner', {
    needs: 'admin',
    summary: 'Change a partner',
    about:
      'What is left out is left alone; null clears. What it may have holds at once, and it reads the current state again.',
    params: PARTNER,
    body: PartnerPatch,
    view: Partner,
    versioned: true,
    errors: ['PARTNER_NOT_FOUND'],
  })
  async update(
    @Res({ passthrough: true }) reply: FastifyReply,
    @Param('partner') id: string,
    @IfMatch() basedOn: BasedOn,
    @Query() query: unknown,
    @JsonBody() patch: PartnerPatch,
  ): Promise<Partner> {
    readQuery(query, {});
    const partner = await this.partners.whole(await this.service.update(id, patch, basedOn, new Date()));
    void reply.header('etag', versionTag(partner.version));
    return partner;
  }

  @DeleteRoute(':partner', {
    needs: 'admin',
    summary: 'Delete a partner',
    about: 'Its keys are revoked. What it has is known no more.',
    params: PARTNER,
    versioned: true,
    errors: ['PARTNER_NOT_FOUND'],
  })
  async delete(
    @Param('partner') id: string,
    @IfMatch() basedOn: BasedOn,
    @Query() query: unknown,
  ): Promise<void> {
    readQuery(query, {});
    await this.service.delete(id, basedOn, new Date());
  }
}
