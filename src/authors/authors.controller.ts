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
import { authorNotFound } from './author.errors.js';
import { Author, AuthorList } from './author.view.js';
import { AuthorsQuery } from './authors.query.js';

const ONE = { fields: fieldsParameter };

@ApiTags('Site')
@Controller('v1/authors')
export class AuthorsController {
  constructor(
    private readonly authors: AuthorsQuery,
    @Inject(ADDRESSES) private readonly addresses: Addresses,
  ) {}

  @ReadRoute('', {
    needs: 'anyone',
    summary: 'Authors with a visible story, by name',
    query: listParameters,
    view: AuthorList,
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
    const answer = await this.authors.list({ viewer: viewerClass(viewer), page, count, fields });
    return answerList(request, reply, viewer, answer, this.addresses.api);
  }

  @ReadRoute(':slug', {
    needs: 'anyone',
    summary: 'Author with a visible story',
    params: { slug: 'Slug of the author.' },
    query: ONE,
    view: Author,
    errors: ['AUTHOR_NOT_FOUND'],
  })
  async one(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @CurrentViewer() viewer: Viewer,
    @Param('slug') slug: string,
    @Query() query: unknown,
  ): Promise<void> {
    const { fields } = readQuery(query, ONE);
    const answer = await this.authors.one({ viewer: viewerClass(viewer), slug, fields });
    if (!answer) throw authorNotFound();
    return answerRead(request, reply, viewer, answer);
  }
}
