import { Controller, Inject, Param, Query, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CurrentViewer } from '../access/viewer.decorators.js';
import { listParameters } from '../platform/api/list-query.js';
import { answerList } from '../platform/api/read-answer.js';
import { ADDRESSES, type Addresses } from '../platform/api/read-context.js';
import { ReadRoute } from '../platform/api/rest-route.js';
import { type Viewer, viewerClass } from '../platform/api/viewer.js';
import { readQuery } from '../platform/http/query.js';
import { AuthorPage, SectionPage, TagPage } from './collection-page.view.js';
import { CollectionPagesQuery } from './collection-pages.query.js';

const ABOUT = 'The site, what the page is about and one page of its stories, made in one round trip.';
const MOVED = 'It has another slug now: `Location` is the same address with that one.';
const CURSOR_ERRORS = ['INVALID_CURSOR', 'CURSOR_MISMATCH'];

/** Pages with a list of stories. */
@ApiTags('Site')
@Controller('v1')
export class CollectionPagesController {
  constructor(
    private readonly pages: CollectionPagesQuery,
    @Inject(ADDRESSES) private readonly addresses: Addresses,
  ) {}

  @ReadRoute('sections/:slug/page', {
    needs: 'anyone',
    summary: 'Everything that the page of a section shows',
    about: ABOUT,
    params: { slug: 'Slug of the section.' },
    redirects: MOVED,
    query: listParameters,
    view: SectionPage,
    errors: ['SECTION_NOT_FOUND', ...CURSOR_ERRORS],
  })
  section(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @CurrentViewer() viewer: Viewer,
    @Param('slug') slug: string,
    @Query() query: unknown,
  ): Promise<void> {
    return this.answer('section', { request, reply, viewer, slug, query });
  }

  @ReadRoute('authors/:slug/page', {
    needs: 'anyone',
    summary: 'Everything that the page of an author shows',
    about: ABOUT,
    params: { slug: 'Slug of the author.' },
    redirects: MOVED,
    query: listParameters,
    view: AuthorPage,
    errors: ['AUTHOR_NOT_FOUND', ...CURSOR_ERRORS],
  })
  author(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @CurrentViewer() viewer: Viewer,
    @Param('slug') slug: string,
    @Query() query: unknown,
  ): Promise<void> {
    return this.answer('author', { request, reply, viewer, slug, query });
  }

  @ReadRoute('tags/:slug/page', {
    needs: 'anyone',
    summary: 'Everything that the page of a tag shows',
    about: ABOUT,
    params: { slug: 'Slug of the tag.' },
    redirects: MOVED,
    query: listParameters,
    view: TagPage,
    errors: ['TAG_NOT_FOUND', ...CURSOR_ERRORS],
  })
  tag(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @CurrentViewer() viewer: Viewer,
    @Param('slug') slug: string,
    @Query() query: unknown,
  ): Promise<void> {
    return this.answer('tag', { request, reply, viewer, slug, query });
  }

  private async answer(
    by: 'section' | 'author' | 'tag',
    { request, reply, viewer, slug, query }: Asked,
  ): Promise<void> {
    const { limit, after, count, fields } = readQuery(query, listParameters);
    const page = { first: limit, after, sizeName: 'limit' };
    const answer = await this.pages.read(by, { viewer: viewerClass(viewer), slug, page, count, fields });
    return answerList(request, reply, viewer, answer, this.addresses.api);
  }
}

interface Asked {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly viewer: Viewer;
  readonly slug: string;
  readonly query: unknown;
}
