import { Controller, Inject, Param, Query, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CurrentViewer } from '../access/viewer.decorators.js';
import { fieldsParameter, listParameters } from '../platform/api/list-query.js';
import { answerList, answerRead } from '../platform/api/read-answer.js';
import { ADDRESSES, type Addresses } from '../platform/api/read-context.js';
import { ReadRoute } from '../platform/api/rest-route.js';
import { may, type Viewer, viewerClass } from '../platform/api/viewer.js';
import { ActionRoute, CreateRoute, DeleteRoute, PatchRoute } from '../platform/api/write-route.js';
import { readQuery } from '../platform/http/query.js';
import { JsonBody } from '../platform/http/validation.js';
import { type BasedOn, IfMatch, versionTag } from '../platform/writes/version.js';
import { TagEditingService } from './tag-editing.service.js';
import { CreateTagInput, TagMerge, TagPatch } from './tag.inputs.js';
import { tagNotFound } from './tag.errors.js';
import { Tag, TagList } from './tag.view.js';
import { TagsQuery } from './tags.query.js';

const ONE = { fields: fieldsParameter };
const EDITORS = { scope: 'content:write', showsOthers: false } as const;
const SLUG = { slug: 'Slug of the tag, as it is or was.' };
const MOVED = 'The tag has another slug now: `Location` is the same address with that one.';

@ApiTags('Site')
@Controller('v1/tags')
export class TagsController {
  constructor(
    private readonly tags: TagsQuery,
    private readonly editing: TagEditingService,
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
    about: 'With `content:write`, one without a visible story too.',
    params: SLUG,
    redirects: MOVED,
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
    const all = may(viewer, 'content:write');
    const answer = await this.tags.one({ viewer: viewerClass(viewer), slug, all, fields });
    if (!answer) throw tagNotFound().madeFrom('any:article', 'any:tag');
    return answerRead(request, reply, viewer, answer, EDITORS);
  }

  @CreateRoute('', {
    needs: 'content:write',
    summary: 'Make a tag',
    about: 'A slug is made from the name where none is given; it must be one that no tag has or had.',
    body: CreateTagInput,
    view: Tag,
    errors: ['SLUG_TAKEN'],
  })
  async create(
    @Res({ passthrough: true }) reply: FastifyReply,
    @Query() query: unknown,
    @JsonBody() input: CreateTagInput,
  ): Promise<Tag> {
    readQuery(query, {});
    const tag = await this.tags.whole<Tag>(await this.editing.create(input, new Date()));
    const location = `${this.addresses.api}/v1/tags/${tag.slug}`;
    void reply.headers({ location, etag: versionTag(tag.version) });
    return tag;
  }

  @PatchRoute(':slug', {
    needs: 'content:write',
    summary: 'Change a tag',
    about: 'What is left out is left alone. A slug that it had leads to it for ever.',
    params: SLUG,
    body: TagPatch,
    view: Tag,
    versioned: true,
    errors: ['TAG_NOT_FOUND', 'SLUG_TAKEN'],
  })
  async update(
    @Res({ passthrough: true }) reply: FastifyReply,
    @Param('slug') slug: string,
    @IfMatch() basedOn: BasedOn,
    @Query() query: unknown,
    @JsonBody() patch: TagPatch,
  ): Promise<Tag> {
    readQuery(query, {});
    const tag = await this.tags.whole<Tag>(await this.editing.update(slug, patch, basedOn, new Date()));
    void reply.header('etag', versionTag(tag.version));
    return tag;
  }

  @DeleteRoute(':slug', {
    needs: 'content:write',
    summary: 'Delete a tag',
    about: 'It is taken off its stories.',
    params: SLUG,
    versioned: true,
    errors: ['TAG_NOT_FOUND'],
  })
  async delete(
    @Param('slug') slug: string,
    @IfMatch() basedOn: BasedOn,
    @Query() query: unknown,
  ): Promise<void> {
    readQuery(query, {});
    await this.editing.delete(slug, basedOn, new Date());
  }

  @ActionRoute(':slug/merge', {
    needs: 'content:write',
    summary: 'Merge a tag into another',
    about:
      'Its stories get the other tag in its place, each once. Its slug leads to the other one from now on.',
    params: SLUG,
    body: TagMerge,
    view: Tag,
    errors: ['TAG_NOT_FOUND'],
  })
  async merge(
    @Res({ passthrough: true }) reply: FastifyReply,
    @Param('slug') slug: string,
    @Query() query: unknown,
    @JsonBody() { into }: TagMerge,
  ): Promise<Tag> {
    readQuery(query, {});
    const tag = await this.tags.whole<Tag>(await this.editing.merge(slug, into, new Date()));
    void reply.header('etag', versionTag(tag.version));
    return tag;
  }
}
