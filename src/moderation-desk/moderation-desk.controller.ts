import { Controller, Param, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CurrentViewer } from '../access/viewer.decorators.js';
import type { Viewer } from '../platform/api/viewer.js';
import { ActionRoute } from '../platform/api/write-route.js';
import { readQuery } from '../platform/http/query.js';
import { JsonBody, OptionalBody } from '../platform/http/validation.js';
import { ModeratedComment, ModerationOutcomes } from './moderated-comment.view.js';
import {
  DecisionReasonInput,
  FeatureInput,
  ModerateCommentsInput,
  ModerationAction,
} from './moderation-desk.inputs.js';
import { ModerationDeskService, outcomesOf, type Order } from './moderation-desk.service.js';
import { ModerationQueueQuery } from './moderation-queue.query.js';

/** What all decisions about one comment have in common. */
const DECISION = {
  needs: 'comments:moderate',
  params: { id: 'Id of the comment.' },
  view: ModeratedComment,
  body: DecisionReasonInput,
  bodyOptional: true,
  errors: ['COMMENT_NOT_FOUND', 'COMMENT_DELETED'],
} as const;

@ApiTags('Moderation')
@Controller('v1')
export class ModerationDeskController {
  constructor(
    private readonly desk: ModerationDeskService,
    private readonly queue: ModerationQueueQuery,
  ) {}

  @ActionRoute('comments/:id/approve', { ...DECISION, summary: 'Let readers see a comment' })
  approve(
    @CurrentViewer() viewer: Viewer,
    @Param('id') id: string,
    @Query() query: unknown,
    @OptionalBody() { reason }: DecisionReasonInput,
  ): Promise<ModeratedComment> {
    return this.decide(viewer, id, query, { action: ModerationAction.APPROVE, reason });
  }

  @ActionRoute('comments/:id/reject', { ...DECISION, summary: 'Keep a comment from readers' })
  reject(
    @CurrentViewer() viewer: Viewer,
    @Param('id') id: string,
    @Query() query: unknown,
    @OptionalBody() { reason }: DecisionReasonInput,
  ): Promise<ModeratedComment> {
    return this.decide(viewer, id, query, { action: ModerationAction.REJECT, reason });
  }

  @ActionRoute('comments/:id/spam', { ...DECISION, summary: 'Keep a comment from readers, as spam' })
  spam(
    @CurrentViewer() viewer: Viewer,
    @Param('id') id: string,
    @Query() query: unknown,
    @OptionalBody() { reason }: DecisionReasonInput,
  ): Promise<ModeratedComment> {
    return this.decide(viewer, id, query, { action: ModerationAction.SPAM, reason });
  }

  @ActionRoute('comments/:id/feature', {
    ...DECISION,
    summary: 'Put a comment forward, or not any more',
    body: FeatureInput,
    errors: [...DECISION.errors, 'COMMENT_NOT_APPROVED'],
  })
  feature(
    @CurrentViewer() viewer: Viewer,
    @Param('id') id: string,
    @Query() query: unknown,
    @OptionalBody() { featured, reason }: FeatureInput,
  ): Promise<ModeratedComment> {
    const action = featured === false ? ModerationAction.UNFEATURE : ModerationAction.FEATURE;
    return this.decide(viewer, id, query, { action, reason });
  }

  @ActionRoute('moderation/decisions', {
    needs: 'comments:moderate',
    summary: 'Decide about several comments',
    about: 'What cannot be done to one of them is said in its outcome; it is done to the others.',
    body: ModerateCommentsInput,
    view: ModerationOutcomes,
  })
  async decideAll(
    @CurrentViewer() { actor }: Viewer,
    @Query() query: unknown,
    @JsonBody() { ids, action, reason }: ModerateCommentsInput,
  ): Promise<ModerationOutcomes> {
    readQuery(query, {});
    const outcomes = await this.desk.decideAll(ids, { action, reason }, { actor, now: new Date() });
    return { outcomes: outcomesOf(outcomes) };
  }

  @ActionRoute('moderation/decisions/:id/undo', {
    ...DECISION,
    summary: 'Take a decision back',
    about: 'The comment stands as it did before, unless something else was decided since.',
    params: { id: 'Id of the decision.' },
    errors: [
      ...['DECISION_NOT_FOUND', 'DECISION_FINAL', 'DECISION_SUPERSEDED'],
      ...['COMMENT_DELETED', 'COMMENT_NOT_APPROVED'],
    ],
  })
  async undo(
    @CurrentViewer() { actor }: Viewer,
    @Param('id') id: string,
    @Query() query: unknown,
    @OptionalBody() { reason }: DecisionReasonInput,
  ): Promise<ModeratedComment> {
    readQuery(query, {});
    return this.queue.whole(await this.desk.undo(id, reason ?? null, { actor, now: new Date() }));
  }

  private async decide(
    { actor }: Viewer,
    id: string,
    query: unknown,
    order: Order,
  ): Promise<ModeratedComment> {
    readQuery(query, {});
    await this.desk.decide(id, order, { actor, now: new Date() });
    return this.queue.whole(id);
  }
}
