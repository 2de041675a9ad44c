import { Args, ID, Query, Resolver } from '@nestjs/graphql';
import { CurrentViewer } from '../access/viewer.decorators.js';
import { type Payload, payloadOf } from '../platform/api/mutation.js';
import { Needs } from '../platform/api/needs.js';
import type { Viewer } from '../platform/api/viewer.js';
import { WriteMutation } from '../platform/api/write-route.js';
import { validateInput } from '../platform/http/validation.js';
import { CreatePreviewTokenInput } from './preview-token.inputs.js';
import { CreatePreviewTokenPayload, PreviewToken, RevokePreviewTokenPayload } from './preview-token.view.js';
import { PreviewsService } from './previews.service.js';

@Resolver(() => PreviewToken)
export class PreviewsResolver {
  constructor(private readonly previews: PreviewsService) {}

  @Query(() => [PreviewToken], {
    description: 'Preview tokens of a story that are valid, newest first; a hundred at most.',
  })
  @Needs('content:write')
  previewTokens(
    @Args('articleId', { type: () => ID, description: 'Id or slug of the story.' }) reference: string,
  ): Promise<PreviewToken[]> {
    return this.previews.list(reference);
  }

  @WriteMutation(() => CreatePreviewTokenPayload, {
    needs: 'content:write',
    description: 'Makes a token that shows one story as it will be. It is shown this once.',
  })
  createPreviewToken(
    @Args('input', { type: () => CreatePreviewTokenInput, description: 'What to make.' }) raw: object,
    @CurrentViewer() { actor }: Viewer,
  ): Promise<Payload<{ previewToken: PreviewToken; token: string }>> {
    return payloadOf(['previewToken', 'token'], async () => {
      const { articleId, expiresIn } = await validateInput(CreatePreviewTokenInput, raw);
      return this.previews.create(articleId, expiresIn, actor);
    });
  }

  @WriteMutation(() => RevokePreviewTokenPayload, {
    needs: 'content:write',
    description: 'Revokes a preview token.',
  })
  revokePreviewToken(
    @Args('id', { type: () => ID, description: 'Id of the token.' }) id: string,
  ): Promise<Payload<{ id: string }>> {
    return payloadOf(['id'], async () => {
      await this.previews.revoke(id);
      return { id };
    });
  }
}
