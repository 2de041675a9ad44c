import { Controller, Inject, Param, Query, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CurrentViewer } from '../access/viewer.decorators.js';
import { fieldsParameter, listParameters } from '../platform/api/list-query.js';
import { answerList, answerRead } from '../platform/api/read-answer.js';
import { ADDRESSES, type Addresses } from '../platform/api/read-context.js';
import { ReadRoute } from '../platform/api/rest-route.js';
import { may, type Viewer, viewerClass } from '../platform/api/viewer.js';
import { CreateRoute, DeleteRoute, PatchRoute } from '../platform/api/write-route.js';
import { readQuery } from '../platform/http/query.js';
import { JsonBody } from '../platform/http/validation.js';
import { type BasedOn, IfMatch, versionTag } from '../platform/writes/version.js';
import { AuthorEditingService } from './author-editing.service.js';
import { AuthorPatch, CreateAuthorInput, deleteAuthorParameters } from './author.inputs.js';
import { authorNotFound } from './author.errors.js';
import { Author, AuthorList } from './author.view.js';
import { AuthorsQuery } from './authors.query.js';

const ONE = { fields: fieldsParameter };
const EDITORS = { scope: 'content:write', showsOthers: true } as const;
const SLUG = { slug: 'Slug of the author, as it is or was.' };
const MOVED = 'The author has another slug now: `Location` is the same address with that one.';

@ApiTags('Site')
@Controller('v1/authors')
export class AuthorsController {
  constructor(
    private readonly authors: AuthorsQuery,
    private readonly editing: AuthorEditingService,
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
    about: 'With `content:write`, one without a visible story too.',
    params: SLUG,
    redirects: MOVED,
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
    const all = may(viewer, 'content:write');
    const answer = await this.authors.one({ viewer: viewerClass(viewer), slug, all, fields });
    if (!answer) throw authorNotFound().madeFrom('any:article', 'any:author');
    return answerRead(request, reply, viewer, answer, EDITORS);
  }

  @CreateRoute('', {
    needs: 'content:write',
    summary: 'Make an author',
    about: 'A slug is made from the name where none is given; it must be one that no author has or had.',
    body: CreateAuthorInput,
    view: Author,
    errors: ['SLUG_TAKEN'],
  })
  async create(
    @Res({ passthrough: true }) reply: FastifyReply,
    @Query() query: unknown,
    @JsonBody() input: CreateAuthorInput,
  ): Promise<Author> {
    readQuery(query, {});
    const author = await this.authors.whole<Author>(await this.editing.create(input, new Date()));
    const location = `${this.addresses.api}/v1/authors/${author.slug}`;
    void reply.headers({ location, etag: versionTag(author.version) });
    return author;
  }

  @PatchRoute(':slug', {
    needs: 'content:write',
    summary: 'Change an author',
    about: 'What is left out is left alone. A slug that it had leads to it for ever.',
    params: SLUG,
    body: AuthorPatch,
    view: Author,
    versioned: true,
    errors: ['AUTHOR_NOT_FOUND', 'SLUG_TAKEN'],
  })
  async update(
    @Res({ passthrough: true }) reply: FastifyReply,
    @Param('slug') slug: string,
    @IfMatch() basedOn: BasedOn,
    @Query() query: unknown,
    @JsonBody() patch: AuthorPatch,
  ): Promise<Author> {
    readQuery(query, {});
    const author = await this.authors.whole<Author>(
      await this.editing.update(slug, patch, basedOn, new Date()),
    );
    void reply.header('etag', versionTag(author.version));
    return author;
  }

  @DeleteRoute(':slug', {
    needs: 'content:write',
    summary: 'Delete an author',
    about: 'Stories are signed by the author whom `moveTo` names, to whom the address leads as well.',
    params: SLUG,
    query: deleteAuthorParameters,
    versioned: true,
    errors: ['AUTHOR_NOT_FOUND', 'AUTHOR_IN_USE', 'INVALID_INPUT'],
  })
  async delete(
    @Param('slug') slug: string,
    @IfMatch() basedOn: BasedOn,
    @Query() query: unknown,
  ): Promise<void> {
    const { moveTo } = readQuery(query, deleteAuthorParameters);
    await this.editing.delete(slug, moveTo, basedOn, new Date());
  }
}
