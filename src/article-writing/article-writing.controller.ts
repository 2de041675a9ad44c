import { Controller, Inject, Param, Query, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { CurrentViewer } from '../access/viewer.decorators.js';
import { Article } from '../articles/article.view.js';
import { ArticlesQuery } from '../articles/articles.query.js';
import { ADDRESSES, type Addresses } from '../platform/api/read-context.js';
import type { Viewer } from '../platform/api/viewer.js';
import { CreateRoute, DeleteRoute, PatchRoute } from '../platform/api/write-route.js';
import { readQuery } from '../platform/http/query.js';
import { JsonBody } from '../platform/http/validation.js';
import { type BasedOn, IfMatch, versionTag } from '../platform/writes/version.js';
import { ArticleChangesInput, CreateArticleInput } from './article-writing.inputs.js';
import { ArticleWritingService } from './article-writing.service.js';
import { EDIT_ERRORS, WRITTEN_ARTICLE } from './written-article.js';

@ApiTags('Writing')
@Controller('v1/articles')
export class ArticleWritingController {
  constructor(
    private readonly writing: ArticleWritingService,
    private readonly articles: ArticlesQuery,
    @Inject(ADDRESSES) private readonly addresses: Addresses,
  ) {}

  @CreateRoute('', {
    needs: 'content:write',
    summary: 'Make a story',
    about: 'It is a draft, which only those who write can see, until it is published.',
    body: CreateArticleInput,
    view: Article,
    tagged: true,
    errors: ['SLUG_TAKEN'],
  })
  async create(
    @Res({ passthrough: true }) reply: FastifyReply,
    @CurrentViewer() { actor }: Viewer,
    @Query() query: unknown,
    @JsonBody() input: CreateArticleInput,
  ): Promise<Article> {
    readQuery(query, {});
    const { id, version } = await this.writing.create(input, { actor, now: new Date() });
    void reply.header('location', `${this.addresses.api}/v1/articles/${id}`);
    void reply.header('etag', versionTag(version));
    return this.articles.written(id);
  }

  @PatchRoute(':article', {
    needs: 'content:write',
    summary: 'Change a story',
    about:
      'Headline, text, section, authors, tags, picture and words for search engines of a published story go into a draft beside it, and readers see them once it is published again. Slug, end, language, rights and the other facts hold at once.',
    params: WRITTEN_ARTICLE,
    body: ArticleChangesInput,
    view: Article,
    versioned: true,
    errors: [...EDIT_ERRORS, 'SLUG_TAKEN'],
  })
  async change(
    @Res({ passthrough: true }) reply: FastifyReply,
    @CurrentViewer() { actor }: Viewer,
    @Param('article') reference: string,
    @IfMatch() basedOn: BasedOn,
    @Query() query: unknown,
    @JsonBody() input: ArticleChangesInput,
  ): Promise<Article> {
    readQuery(query, {});
    const written = await this.writing.edit({ reference, basedOn }, input, { actor, now: new Date() });
    void reply.header('etag', versionTag(written.version));
    return this.articles.written(written.id);
  }

  @DeleteRoute(':article', {
    needs: 'content:write',
    summary: 'Delete a story',
    about: 'Its revisions and comments go with it. Its slugs are never given to another story.',
    params: WRITTEN_ARTICLE,
    versioned: true,
    errors: ['ARTICLE_NOT_FOUND'],
  })
  async remove(
    @CurrentViewer() { actor }: Viewer,
    @Param('article') reference: string,
    @IfMatch() basedOn: BasedOn,
    @Query() query: unknown,
  ): Promise<void> {
    readQuery(query, {});
    await this.writing.remove({ reference, basedOn }, { actor, now: new Date() });
  }
}
