import { Args, ID, Info, Query, Resolver } from '@nestjs/graphql';
import type { GraphQLResolveInfo } from 'graphql';
import { CurrentViewer } from '../access/viewer.decorators.js';
import { ForwardArgs } from '../platform/api/connection.args.js';
import { payloadSelection } from '../platform/api/graphql-selection.js';
import { type Payload, payloadOf } from '../platform/api/mutation.js';
import { Needs } from '../platform/api/needs.js';
import type { Viewer } from '../platform/api/viewer.js';
import { WriteMutation } from '../platform/api/write-route.js';
import { validateInput } from '../platform/http/validation.js';
import {
  CommentDecisionList,
  type ModeratedComment,
  ModeratedCommentList,
  ModeratedCommentPayload,
  ModerateCommentsPayload,
  type ModerationOutcome,
} from './moderated-comment.view.js';
import {
  DecideCommentInput,
  FeatureCommentInput,
  ModerateCommentsInput,
  ModerationAction,
  QueueArgs,
  UndoDecisionInput,
} from './moderation-desk.inputs.js';
import { ModerationDeskService, type Order, outcomesOf } from './moderation-desk.service.js';
import { ModerationQueueQuery } from './moderation-queue.query.js';

const MODERATORS = 'comments:moderate';

type Moderated = Payload<{ moderatedComment: ModeratedComment }>;

@Resolver()
export class ModerationDeskResolver {
  constructor(
    private readonly queue: ModerationQueueQuery,
    private readonly desk: ModerationDeskService,
  ) {}

  @Query(() => ModeratedCommentList, {
    description:
      'Comments to look at: those that wait for a moderator, oldest first, unless others are asked for.',
  })
  @Needs(MODERATORS)
  moderationQueue(
    @Args() { filter, sort, ...page }: QueueArgs,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object | null> {
    return this.queue.listInGraphql(info, { filter: filter ?? {}, sort, page });
  }

  @Query(() => CommentDecisionList, {
    nullable: true,
    description: 'What was decided about a comment, newest last; null when there is no such comment.',
  })
  @Needs(MODERATORS)
  commentDecisions(
    @Args('id', { type: () => ID, description: 'Id of the comment.' }) id: string,
    @Args() page: ForwardArgs,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object | null> {
    return this.queue.decisionsInGraphql(info, id, page);
  }

  @WriteMutation(() => ModeratedCommentPayload, {
    needs: MODERATORS,
    description: 'Lets readers see a comment.',
  })
  approveComment(
    @Args('input', { type: () => DecideCommentInput, description: 'Which, and why.' }) raw: object,
    @CurrentViewer() viewer: Viewer,
    @Info() info: GraphQLResolveInfo,
  ): Promise<Moderated> {
    return this.decide(raw, ModerationAction.APPROVE, viewer, info);
  }

  @WriteMutation(() => ModeratedCommentPayload, {
    needs: MODERATORS,
    description: 'Keeps a comment from readers.',
  })
  rejectComment(
    @Args('input', { type: () => DecideCommentInput, description: 'Which, and why.' }) raw: object,
    @CurrentViewer() viewer: Viewer,
    @Info() info: GraphQLResolveInfo,
  ): Promise<Moderated> {
    return this.decide(raw, ModerationAction.REJECT, viewer, info);
  }

  @WriteMutation(() => ModeratedCommentPayload, {
    needs: MODERATORS,
    description: 'Keeps a comment from readers, as spam.',
  })
  spamComment(
    @Args('input', { type: () => DecideCommentInput, description: 'Which, and why.' }) raw: object,
    @CurrentViewer() viewer: Viewer,
    @Info() info: GraphQLResolveInfo,
  ): Promise<Moderated> {
    return this.decide(raw, ModerationAction.SPAM, viewer, info);
  }

  @WriteMutation(() => ModeratedCommentPayload, {
    needs: MODERATORS,
    description: 'Puts a comment forward, or not any more.',
  })
  featureComment(
    @Args('input', { type: () => FeatureCommentInput, description: 'Which, whether, and why.' }) raw: object,
    @CurrentViewer() { actor }: Viewer,
    @Info() info: GraphQLResolveInfo,
  ): Promise<Moderated> {
    return this.moderated(info, async () => {
      const { id, featured, reason } = await validateInput(FeatureCommentInput, raw);
      const action = featured === false ? ModerationAction.UNFEATURE : ModerationAction.FEATURE;
      await this.desk.decide(id, { action, reason }, { actor, now: new Date() });
      return id;
    });
  }

  @WriteMutation(() => ModerateCommentsPayload, {
    needs: MODERATORS,
    description: 'Decides about several comments. What cannot be done to one of them is said in its outcome.',
  })
  moderateComments(
    @Args('input', { type: () => ModerateCommentsInput, description: 'Which, what, and why.' }) raw: object,
    @CurrentViewer() { actor }: Viewer,
  ): Promise<Payload<{ outcomes: ModerationOutcome[] }>> {
    return payloadOf(['outcomes'], async () => {
      const { ids, ...order } = await validateInput(ModerateCommentsInput, raw);
      const outcomes = await this.desk.decideAll(ids, order, { actor, now: new Date() });
      return { outcomes: outcomesOf(outcomes) };
    });
  }

  @WriteMutation(() => ModeratedCommentPayload, {
    needs: MODERATORS,
    description: 'Takes a decision back, unless something else was decided since.',
  })
  undoDecision(
    @Args('input', { type: () => UndoDecisionInput, description: 'Which, and why.' }) raw: object,
    @CurrentViewer() { actor }: Viewer,
    @Info() info: GraphQLResolveInfo,
  ): Promise<Moderated> {
    return this.moderated(info, async () => {
      const { id, reason } = await validateInput(UndoDecisionInput, raw);
      return this.desk.undo(id, reason ?? null, { actor, now: new Date() });
    });
  }

  private decide(
    raw: object,
    action: Order['action'],
    { actor }: Viewer,
    info: GraphQLResolveInfo,
  ): Promise<Moderated> {
    return this.moderated(info, async () => {
      const { id, reason } = await validateInput(DecideCommentInput, raw);
      await this.desk.decide(id, { action, reason }, { actor, now: new Date() });
      return id;
    });
  }

  /** @param work gives the id of the comment that it was about */
  private moderated(info: GraphQLResolveInfo, work: () => Promise<string>): Promise<Moderated> {
    return payloadOf(['moderatedComment'], async () => {
      const id = await work();
      return { moderatedComment: await this.queue.whole(id, payloadSelection(info, 'moderatedComment')) };
    });
  }
}
