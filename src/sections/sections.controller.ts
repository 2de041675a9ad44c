import { Controller, Inject, Param, Query, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CurrentViewer } from '../access/viewer.decorators.js';
import { fieldsParameter } from '../platform/api/list-query.js';
import { answerRead } from '../platform/api/read-answer.js';
import { ADDRESSES, type Addresses } from '../platform/api/read-context.js';
import { ReadRoute } from '../platform/api/rest-route.js';
import { type Viewer, viewerClass } from '../platform/api/viewer.js';
import { CreateRoute, DeleteRoute, PatchRoute } from '../platform/api/write-route.js';
import { readQuery } from '../platform/http/query.js';
import { JsonBody } from '../platform/http/validation.js';
import { type BasedOn, IfMatch, versionTag } from '../platform/writes/version.js';
import { SectionEditingService } from './section-editing.service.js';
import { CreateSectionInput, deleteSectionParameters, SectionPatch } from './section.inputs.js';
import { SectionQuery } from './section.query.js';
import { Section, SectionTree } from './section.view.js';

const ONE = { fields: fieldsParameter };
const EDITORS = { scope: 'content:write', showsOthers: true } as const;
const SLUG = { slug: 'Slug of the section, as it is or was.' };
const MOVED = 'The section has another slug now: `Location` is the same address with that one.';

@ApiTags('Site')
@Controller('v1/sections')
export class SectionsController {
  constructor(
    private readonly sections: SectionQuery,
    private readonly editing: SectionEditingService,
    @Inject(ADDRESSES) private readonly addresses: Addresses,
  ) {}

  @ReadRoute('', { needs: 'anyone', summary: 'All sections, as a tree', view: SectionTree })
  async tree(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @CurrentViewer() viewer: Viewer,
    @Query() query: unknown,
  ): Promise<void> {
    readQuery(query, {});
    return answerRead(request, reply, viewer, await this.sections.tree(viewerClass(viewer)));
  }

  @ReadRoute(':slug', {
    needs: 'anyone',
    summary: 'A section',
    params: SLUG,
    redirects: MOVED,
    query: ONE,
    view: Section,
    errors: ['SECTION_NOT_FOUND'],
  })
  async one(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @CurrentViewer() viewer: Viewer,
    @Param('slug') slug: string,
    @Query() query: unknown,
  ): Promise<void> {
    const { fields } = readQuery(query, ONE);
    const answer = await this.sections.bySlug({ viewer: viewerClass(viewer), slug, fields });
    return answerRead(request, reply, viewer, answer, EDITORS);
  }

  @CreateRoute('', {
    needs: 'content:write',
    summary: 'Make a section',
    about: 'A slug is made from the name where none is given; it must be one that no section has or had.',
    body: CreateSectionInput,
    view: Section,
    errors: ['SLUG_TAKEN'],
  })
  async create(
    @Res({ passthrough: true }) reply: FastifyReply,
    @Query() query: unknown,
    @JsonBody() input: CreateSectionInput,
  ): Promise<Section> {
    readQuery(query, {});
    const section = await this.sections.whole(await this.editing.create(input, new Date()));
    const location = `${this.addresses.api}/v1/sections/${section.slug}`;
    void reply.headers({ location, etag: versionTag(section.version) });
    return section;
  }

  @PatchRoute(':slug', {
    needs: 'content:write',
    summary: 'Change a section',
    about: 'What is left out is left alone. A slug that it had leads to it for ever.',
    params: SLUG,
    body: SectionPatch,
    view: Section,
    versioned: true,
    errors: ['SECTION_NOT_FOUND', 'SLUG_TAKEN', 'SECTION_CYCLE'],
  })
  async update(
    @Res({ passthrough: true }) reply: FastifyReply,
    @Param('slug') slug: string,
    @IfMatch() basedOn: BasedOn,
    @Query() query: unknown,
    @JsonBody() patch: SectionPatch,
  ): Promise<Section> {
    readQuery(query, {});
    const section = await this.sections.whole(await this.editing.update(slug, patch, basedOn, new Date()));
    void reply.header('etag', versionTag(section.version));
    return section;
  }

  @DeleteRoute(':slug', {
    needs: 'content:write',
    summary: 'Delete a section',
    about:
      'Stories, sections below and sponsor slots go to the section that `moveTo` names, and so does its address.',
    params: SLUG,
    query: deleteSectionParameters,
    versioned: true,
    errors: ['SECTION_NOT_FOUND', 'SECTION_IN_USE', 'SECTION_CYCLE', 'INVALID_INPUT'],
  })
  async delete(
    @Param('slug') slug: string,
    @IfMatch() basedOn: BasedOn,
    @Query() query: unknown,
  ): Promise<void> {
    const { moveTo } = readQuery(query, deleteSectionParameters);
    await this.editing.delete(slug, moveTo, basedOn, new Date());
  }
}
