import { Controller, Inject, Param, Query, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CurrentViewer } from '../access/viewer.decorators.js';
import { MOST_REVISIONS } from '../articles/article-edits.service.js';
import { ARTICLE_MOVED, ARTICLE_PARAM, ARTICLE_READ_ERRORS } from '../articles/article-param.js';
import { Article } from '../articles/article.view.js';
import { ArticlesQuery } from '../articles/articles.query.js';
import { fieldsParameter, listParameters } from '../platform/api/list-query.js';
import { answerList, answerRead } from '../platform/api/read-answer.js';
import { ADDRESSES, type Addresses } from '../platform/api/read-context.js';
import { ReadRoute } from '../platform/api/rest-route.js';
import type { Viewer } from '../platform/api/viewer.js';
import { ActionRoute } from '../platform/api/write-route.js';
import { int, readQuery } from '../platform/http/query.js';
import { OptionalBody } from '../platform/http/validation.js';
import { type BasedOn, IfMatch, versionTag } from '../platform/writes/version.js';
import { ArticleRevision, ArticleRevisionDiff, ArticleRevisionList } from './article-revision.view.js';
import { ArticleRevisionsQuery, revisionNumber } from './article-revisions.query.js';
import { ReasonInput } from './article-writing.inputs.js';
import { ArticleWritingService } from './article-writing.service.js';
import { EDIT_ERRORS } from './written-article.js';

const ONE = { fields: fieldsParameter };
const DIFF = {
  against: int({ description: 'Number of the revision to compare with.', min: 1, max: MOST_REVISIONS }),
};
const REVISION = { ...ARTICLE_PARAM, number: 'Number of the revision.' };
const READ = { needs: 'content:write', redirects: ARTICLE_MOVED } as const;

@ApiTags('Writing')
@Controller('v1/articles/:article/revisions')
export class ArticleRevisionsController {
  constructor(
    private readonly revisions: ArticleRevisionsQuery,
    private readonly writing: ArticleWritingService,
    private readonly articles: ArticlesQuery,
    @Inject(ADDRESSES) private readonly addresses: Addresses,
  ) {}

  @ReadRoute('', {
    ...READ,
    summary: 'Revisions of a story, newest first',
    params: ARTICLE_PARAM,
    query: listParameters,
    view: ArticleRevisionList,
    errors: [...ARTICLE_READ_ERRORS, 'INVALID_CURSOR', 'CURSOR_MISMATCH'],
  })
  async list(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @CurrentViewer() viewer: Viewer,
    @Param('article') reference: string,
    @Query() query: unknown,
  ): Promise<void> {
    const { limit, after, count, fields } = readQuery(query, listParameters);
    const page = { first: limit, after, sizeName: 'limit' };
    const answer = await this.revisions.list(reference, page, { count, fields });
    return answerList(request, reply, viewer, answer, this.addresses.api);
  }

  @ReadRoute(':number', {
    ...READ,
    summary: 'A revision of a story, with all that it says',
    params: REVISION,
    query: ONE,
    view: ArticleRevision,
    errors: [...ARTICLE_READ_ERRORS, 'REVISION_NOT_FOUND'],
  })
  async one(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @CurrentViewer() viewer: Viewer,
    @Param() { article, number }: RevisionPath,
    @Query() query: unknown,
  ): Promise<void> {
    const { fields } = readQuery(query, ONE);
    return answerRead(
      request,
      reply,
      viewer,
      await this.revisions.one(article, revisionNumber(number), fields),
    );
  }

  @ReadRoute(':number/diff', {
    ...READ,
    summary: 'What a revision says otherwise than another',
    params: REVISION,
    query: DIFF,
    view: ArticleRevisionDiff,
    errors: [...ARTICLE_READ_ERRORS, 'REVISION_NOT_FOUND'],
  })
  async diff(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @CurrentViewer() viewer: Viewer,
    @Param() { article, number }: RevisionPath,
    @Query() query: unknown,
  ): Promise<void> {
    const { against } = readQuery(query, DIFF);
    return answerRead(
      request,
      reply,
      viewer,
      await this.revisions.diff(article, revisionNumber(number), against),
    );
  }

  @ActionRoute(':number/restore', {
    needs: 'content:write',
    summary: 'Make an earlier revision the newest one',
    about: 'A new revision with its content becomes the draft of the story; `publish` lets readers see it.',
    params: REVISION,
    body: ReasonInput,
    bodyOptional: true,
    view: Article,
    versioned: true,
    errors: [...EDIT_ERRORS, 'REVISION_NOT_FOUND'],
  })
  async restore(
    @Res({ passthrough: true }) reply: FastifyReply,
    @CurrentViewer() { actor }: Viewer,
    @Param() { article: reference, number }: RevisionPath,
    @IfMatch() basedOn: BasedOn,
    @Query() query: unknown,
    @OptionalBody() { reason }: ReasonInput,
  ): Promise<Article> {
    readQuery(query, {});
    const revision = { number: revisionNumber(number), reason: reason ?? null };
    const saving = { actor, now: new Date() };
    const { id, version } = await this.writing.restore({ reference, basedOn }, revision, saving);
    void reply.header('etag', versionTag(version));
    return this.articles.written(id);
  }
}

interface RevisionPath {
  readonly article: string;
  readonly number: string;
}
