import { Controller, Param, Query, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { CurrentViewer } from '../access/viewer.decorators.js';
import type { Written } from '../articles/article-stock.service.js';
import { Article } from '../articles/article.view.js';
import { ArticlesQuery } from '../articles/articles.query.js';
import type { Viewer } from '../platform/api/viewer.js';
import { ActionRoute } from '../platform/api/write-route.js';
import { readQuery } from '../platform/http/query.js';
import { JsonBody, OptionalBody } from '../platform/http/validation.js';
import { type BasedOn, IfMatch, versionTag } from '../platform/writes/version.js';
import { CorrectionInput, PublishInput, ReasonInput, RetractInput } from './article-writing.inputs.js';
import { ArticleWritingService } from './article-writing.service.js';
import { publicationOf } from './new-article.js';
import { STEP_ERRORS, WRITTEN_ARTICLE } from './written-article.js';

/** What all steps of a story have in common. */
const STEP = { needs: 'content:write', params: WRITTEN_ARTICLE, view: Article, versioned: true } as const;

@ApiTags('Writing')
@Controller('v1/articles/:article')
export class ArticlePublishingController {
  constructor(
    private readonly writing: ArticleWritingService,
    private readonly articles: ArticlesQuery,
  ) {}

  @ActionRoute('publish', {
    ...STEP,
    summary: 'Publish a story',
    about:
      'What is newest of it becomes what readers see, now or at a time to come. A published story without a draft stays as it is.',
    body: PublishInput,
    bodyOptional: true,
    errors: [...STEP_ERRORS, 'ALT_TEXT_MISSING'],
  })
  async publish(
    @Res({ passthrough: true }) reply: FastifyReply,
    @CurrentViewer() { actor }: Viewer,
    @Param('article') reference: string,
    @IfMatch() basedOn: BasedOn,
    @Query() query: unknown,
    @OptionalBody() input: PublishInput,
  ): Promise<Article> {
    readQuery(query, {});
    const saving = { actor, now: new Date() };
    return this.answer(reply, this.writing.publish({ reference, basedOn }, publicationOf(input), saving));
  }

  @ActionRoute('unpublish', {
    ...STEP,
    summary: 'Take a story back',
    about: 'It can be published again. One that nobody has seen yet is a draft again.',
    body: ReasonInput,
    bodyOptional: true,
    errors: STEP_ERRORS,
  })
  async unpublish(
    @Res({ passthrough: true }) reply: FastifyReply,
    @CurrentViewer() { actor }: Viewer,
    @Param('article') reference: string,
    @IfMatch() basedOn: BasedOn,
    @Query() query: unknown,
    @OptionalBody() { reason }: ReasonInput,
  ): Promise<Article> {
    readQuery(query, {});
    const why = { reason: reason ?? null };
    const saving = { actor, now: new Date() };
    return this.answer(reply, this.writing.unpublish({ reference, basedOn }, why, saving));
  }

  @ActionRoute('retract', {
    ...STEP,
    summary: 'Withdraw a story for good',
    about: 'From now on whoever asks for it gets 410 `ARTICLE_RETRACTED` with the notice.',
    body: RetractInput,
    errors: STEP_ERRORS,
  })
  async retract(
    @Res({ passthrough: true }) reply: FastifyReply,
    @CurrentViewer() { actor }: Viewer,
    @Param('article') reference: string,
    @IfMatch() basedOn: BasedOn,
    @Query() query: unknown,
    @JsonBody() input: RetractInput,
  ): Promise<Article> {
    readQuery(query, {});
    const saving = { actor, now: new Date() };
    return this.answer(reply, this.writing.retract({ reference, basedOn }, input, saving));
  }

  @ActionRoute('corrections', {
    ...STEP,
    summary: 'Add a note to a story that readers have seen',
    about: 'It is shown with the story at once, whether its text is changed or not.',
    body: CorrectionInput,
    errors: STEP_ERRORS,
  })
  async correct(
    @Res({ passthrough: true }) reply: FastifyReply,
    @CurrentViewer() { actor }: Viewer,
    @Param('article') reference: string,
    @IfMatch() basedOn: BasedOn,
    @Query() query: unknown,
    @JsonBody() { kind, text }: CorrectionInput,
  ): Promise<Article> {
    readQuery(query, {});
    const saving = { actor, now: new Date() };
    return this.answer(reply, this.writing.correct({ reference, basedOn }, { kind, text }, saving));
  }

  private async answer(reply: FastifyReply, work: Promise<Written>): Promise<Article> {
    const { id, version } = await work;
    void reply.header('etag', versionTag(version));
    return this.articles.written(id);
  }
}
