import { Args, Resolver } from '@nestjs/graphql';
import { CurrentViewer } from '../access/viewer.decorators.js';
import { type Payload, payloadOf } from '../platform/api/mutation.js';
import type { Viewer } from '../platform/api/viewer.js';
import { WriteMutation } from '../platform/api/write-route.js';
import { validateInput } from '../platform/http/validation.js';
import { CommentChallengeInput } from './comment-challenge.inputs.js';
import { CommentChallengePayload, type IssuedChallenge } from './comment-challenge.view.js';
import { CommentChallengesService } from './comment-challenges.service.js';

@Resolver()
export class CommentChallengesResolver {
  constructor(private readonly challenges: CommentChallengesService) {}

  @WriteMutation(() => CommentChallengePayload, {
    needs: 'anyone',
    description: 'Gives a challenge for one comment on a story.',
  })
  commentChallenge(
    @Args('input', { type: () => CommentChallengeInput, description: 'What it is for.' }) raw: object,
    @CurrentViewer() viewer: Viewer,
  ): Promise<Payload<{ challenge: IssuedChallenge }>> {
    return payloadOf(['challenge'], async () => {
      const { articleId } = await validateInput(CommentChallengeInput, raw);
      const { challenge } = await this.challenges.issue(articleId, viewer, new Date());
      return { challenge };
    });
  }
}
