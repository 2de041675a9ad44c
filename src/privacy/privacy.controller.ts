import { Controller, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CurrentViewer } from '../access/viewer.decorators.js';
import type { Viewer } from '../platform/api/viewer.js';
import { ActionRoute, QuestionRoute } from '../platform/api/write-route.js';
import { readQuery } from '../platform/http/query.js';
import { JsonBody } from '../platform/http/validation.js';
import { ReaderInput } from './privacy.inputs.js';
import { PrivacyService } from './privacy.service.js';
import { ReaderErasure, ReaderExport } from './privacy.view.js';

@ApiTags('Privacy')
@Controller('v1/privacy')
export class PrivacyController {
  constructor(private readonly privacy: PrivacyService) {}

  @QuestionRoute('export', {
    needs: 'admin',
    summary: 'What is kept about a reader',
    about:
      'By e-mail address, which is in the body, since addresses of requests are written to logs on the way.',
    body: ReaderInput,
    view: ReaderExport,
  })
  async export(@Query() query: unknown, @JsonBody() { email }: ReaderInput): Promise<ReaderExport> {
    readQuery(query, {});
    return { records: await this.privacy.export(email) };
  }

  @ActionRoute('erasure', {
    needs: 'admin',
    summary: 'Erase a reader',
    about:
      'Erases words and identity of all comments under an e-mail address; replies of others stay. It cannot be undone.',
    body: ReaderInput,
    view: ReaderErasure,
  })
  async erase(
    @CurrentViewer() { actor }: Viewer,
    @Query() query: unknown,
    @JsonBody() { email }: ReaderInput,
  ): Promise<ReaderErasure> {
    readQuery(query, {});
    return { records: await this.privacy.erase(email, { actor, now: new Date() }) };
  }
}
