import { Controller, Inject, Param, Query, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CurrentViewer } from '../access/viewer.decorators.js';
import { fieldsParameter, listParameters } from '../platform/api/list-query.js';
import { answerList, answerRead } from '../platform/api/read-answer.js';
import { ADDRESSES, type Addresses } from '../platform/api/read-context.js';
import { ReadRoute } from '../platform/api/rest-route.js';
import { type Viewer, viewerClass } from '../platform/api/viewer.js';
import { readQuery } from '../platform/http/query.js';
import { tagNotFound } from './tag.errors.js';
import { Tag, TagList } from './tag.view.js';
import { TagsQuery } from './tags.query.js';

const ONE = { fields: fieldsParameter };

@ApiTags('Site')
@Controller('v1/tags')
export class TagsController {
  constructor(
    private readonly tags: TagsQuery,
    @Inject(ADDRESSES) private readonly addresses: Addresses,
  ) {}

  @ReadRoute('', {
    needs: 'anyone',
    summary: 'Tags with a visible story, by name',
    query: listParameters,
    view: TagList,
    errors: ['INVALID_CURSOR', 'CURSOR_MISMATCH'],
  })
  async list(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @CurrentViewer() viewer: Viewer,
    @Query() query: unknown,
  ): Promise<void> {
    const { limit, after, count, fields } = readQuery(query, listParameters);
    const page = { first: limit, after, sizeName: 'limit' };
    const answer = await this.tags.list({ viewer: viewerClass(viewer), page, count, fields });
    return answerList(request, reply, viewer, answer, this.addresses.api);
  }

  @ReadRoute(':slug', {
    needs: 'anyone',
    summary: 'Tag with a visible story',
    params: { slug: 'Slug of the tag.' },
    query: ONE,
    view: Tag,
    errors: ['TAG_NOT_FOUND'],
  })
  async one(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @CurrentViewer() viewer: Viewer,
    @Param('slug') slug: string,
    @Query() query: unknown,
  ): Promise<void> {
    const { fields } = readQuery(query, ONE);
    const answer = await this.tags.one({ viewer: viewerClass(viewer), slug, fields });
    if (!answer) throw tagNotFound();
    return answerRead(request, reply, viewer, answer);
  }
}
