import { Controller, Param, Query, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CurrentViewer } from '../access/viewer.decorators.js';
import { ARTICLE_MOVED, ARTICLE_PARAM, ARTICLE_READ_ERRORS } from '../articles/article-param.js';
import { answerRead } from '../platform/api/read-answer.js';
import { ReadRoute } from '../platform/api/rest-route.js';
import type { Viewer } from '../platform/api/viewer.js';
import { PutRoute } from '../platform/api/write-route.js';
import { readQuery } from '../platform/http/query.js';
import { JsonBody } from '../platform/http/validation.js';
import { type BasedOn, IfMatch, versionTag } from '../platform/writes/version.js';
import { RelatedChoiceInput } from './article-writing.inputs.js';
import { ArticleWritingService } from './article-writing.service.js';
import { RelatedChoice } from './article-writing.view.js';
import { RelatedChoiceQuery } from './related-choice.query.js';
import { EDIT_ERRORS, WRITTEN_ARTICLE } from './written-article.js';

@ApiTags('Writing')
@Controller('v1/articles/:article/related')
export class RelatedChoiceController {
  constructor(
    private readonly writing: ArticleWritingService,
    private readonly choices: RelatedChoiceQuery,
  ) {}

  @ReadRoute('choice', {
    needs: 'content:write',
    summary: 'What editors said of the stories beside a story',
    params: ARTICLE_PARAM,
    redirects: ARTICLE_MOVED,
    view: RelatedChoice,
    errors: ARTICLE_READ_ERRORS,
  })
  async one(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @CurrentViewer() viewer: Viewer,
    @Param('article') reference: string,
    @Query() query: unknown,
  ): Promise<void> {
    readQuery(query, {});
    return answerRead(request, reply, viewer, await this.choices.of(reference));
  }

  @PutRoute('', {
    needs: 'content:write',
    summary: 'Arrange the stories beside a story',
    params: WRITTEN_ARTICLE,
    body: RelatedChoiceInput,
    view: RelatedChoice,
    versioned: true,
    errors: EDIT_ERRORS,
  })
  async arrange(
    @Res({ passthrough: true }) reply: FastifyReply,
    @CurrentViewer() { actor }: Viewer,
    @Param('article') reference: string,
    @IfMatch() basedOn: BasedOn,
    @Query() query: unknown,
    @JsonBody() choice: RelatedChoiceInput,
  ): Promise<RelatedChoice> {
    readQuery(query, {});
    const written = await this.writing.arrange({ reference, basedOn }, choice, { actor, now: new Date() });
    void reply.header('etag', versionTag(written.version));
    return this.choices.written(written.id);
  }
}
