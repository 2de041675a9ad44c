import { Controller, Param, Query, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CurrentViewer } from '../access/viewer.decorators.js';
import { fieldsParameter } from '../platform/api/list-query.js';
import { answerRead } from '../platform/api/read-answer.js';
import { ReadRoute } from '../platform/api/rest-route.js';
import { type Viewer, viewerClass } from '../platform/api/viewer.js';
import { readQuery } from '../platform/http/query.js';
import { SectionQuery } from './section.query.js';
import { Section, SectionTree } from './section.view.js';

const ONE = { fields: fieldsParameter };

@ApiTags('Site')
@Controller('v1/sections')
export class SectionsController {
  constructor(private readonly sections: SectionQuery) {}

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
    params: { slug: 'Slug of the section.' },
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
    return answerRead(request, reply, viewer, answer);
  }
}
