import { ObjectType } from '@nestjs/graphql';
import { ApiSchema } from '@nestjs/swagger';
import { InputFault } from '../platform/api/mutation.view.js';
import { Public } from '../platform/api/view.js';

@ObjectType({ description: 'What is known of a preview token: all but the token.' })
export class PreviewToken {
  @Public('id', 'Identifier.') id: string;
  @Public('id', 'The story that it shows.') articleId: string;
  @Public('text', 'Who made it.') createdBy: string;
  @Public('instant', 'When it was made.') createdAt: string;
  @Public('instant', 'When it ceases to be valid.') expiresAt: string;
}

@ApiSchema({ description: 'Preview tokens of a story.' })
export class PreviewTokenList {
  @Public(() => [PreviewToken], 'Those that are valid, newest first; a hundred at most.', { graphql: false })
  items: PreviewToken[];
}

@ApiSchema({ description: 'A new preview token.' })
export class PreviewTokenCreated {
  @Public(() => PreviewToken, 'What is known of it.', { graphql: false }) previewToken: PreviewToken;
  @Public('text', 'The token, to be sent as `Preview-Token` or `preview`. Shown this once.', {
    graphql: false,
  })
  token: string;
}

@ObjectType({ description: 'What came of making a preview token.' })
export class CreatePreviewTokenPayload {
  @Public(() => PreviewToken, 'What is known of it.', { nullable: true }) previewToken: PreviewToken | null;
  @Public('text', 'The token, to be sent as `Preview-Token` or `preview`. Shown this once.', {
    nullable: true,
  })
  token: string | null;
  @Public(() => [InputFault], 'Why it was not made; empty when it was.') errors: InputFault[];
}

@ObjectType({ description: 'What came of revoking a preview token.' })
export class RevokePreviewTokenPayload {
  @Public('id', 'The token that was revoked.', { nullable: true }) id: string | null;
  @Public(() => [InputFault], 'Why it was not revoked; empty when it was.') errors: InputFault[];
}
