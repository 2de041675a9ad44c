import { Controller, Query, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CurrentViewer } from '../access/viewer.decorators.js';
import { fieldsParameter } from '../platform/api/list-query.js';
import { answerRead } from '../platform/api/read-answer.js';
import { ReadRoute } from '../platform/api/rest-route.js';
import { type Viewer, viewerClass } from '../platform/api/viewer.js';
import { PatchRoute } from '../platform/api/write-route.js';
import { readQuery } from '../platform/http/query.js';
import { JsonBody } from '../platform/http/validation.js';
import { type BasedOn, IfMatch, versionTag } from '../platform/writes/version.js';
import { SiteSettingsService } from './site-settings.service.js';
import { SitePatch } from './site.inputs.js';
import { SiteQuery } from './site.query.js';
import { Site } from './site.view.js';

const ONE = { fields: fieldsParameter };
const EDITORS = { scope: 'admin', showsOthers: false } as const;

@ApiTags('Site')
@Controller('v1/site')
export class SiteController {
  constructor(
    private readonly site: SiteQuery,
    private readonly settings: SiteSettingsService,
  ) {}

  @ReadRoute('', { needs: 'anyone', summary: 'What the site says of itself', query: ONE, view: Site })
  async get(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @CurrentViewer() viewer: Viewer,
    @Query() query: unknown,
  ): Promise<void> {
    const { fields } = readQuery(query, ONE);
    const answer = await this.site.get({ viewer: viewerClass(viewer), fields });
    return answerRead(request, reply, viewer, answer, EDITORS);
  }

  @PatchRoute('', {
    needs: 'admin',
    summary: 'Change the settings of the site',
    about: 'What is left out is left alone, labels among it.',
    body: SitePatch,
    view: Site,
    versioned: true,
  })
  async update(
    @Res({ passthrough: true }) reply: FastifyReply,
    @IfMatch() basedOn: BasedOn,
    @Query() query: unknown,
    @JsonBody() patch: SitePatch,
  ): Promise<Site> {
    readQuery(query, {});
    await this.settings.update(patch, basedOn, new Date());
    const site = await this.site.whole();
    void reply.header('etag', versionTag(site.version));
    return site;
  }
}
