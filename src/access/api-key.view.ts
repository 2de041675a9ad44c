import { ObjectType, registerEnumType } from '@nestjs/graphql';
import { ApiSchema } from '@nestjs/swagger';
import { listOf } from '../platform/api/list.view.js';
import { InputFault } from '../platform/api/mutation.view.js';
import { Public } from '../platform/api/view.js';

export enum ApiScope {
  CONTENT_READ = 'content:read',
  CONTENT_WRITE = 'content:write',
  COMMENTS_MODERATE = 'comments:moderate',
  SYNDICATION_READ = 'syndication:read',
  WEBHOOKS_MANAGE = 'webhooks:manage',
  ADMIN = 'admin',
}
registerEnumType(ApiScope, {
  name: 'ApiScope',
  description: 'What a key allows.',
  valuesMap: {
    CONTENT_READ: { description: 'Reads whole stories on a site that gives anonymous callers less.' },
    CONTENT_WRITE: { description: 'Writes and publishes, and sees what is not published.' },
    COMMENTS_MODERATE: { description: "Moderates readers' comments." },
    SYNDICATION_READ: {
      description: 'Follows the changes and exports stories, as far as they may be handed on.',
    },
    WEBHOOKS_MANAGE: { description: 'Manages webhooks.' },
    ADMIN: { description: 'Everything, keys and site settings included.' },
  },
});

@ObjectType({ description: 'A key that callers come with, without its secret.' })
export class ApiKey {
  @Public('id', 'Identifier.') id: string;
  @Public('text', 'Who or what it is for.') name: string;
  @Public('text', 'How the key begins, to tell it by.') prefix: string;
  @Public({ enum: ApiScope, name: 'ApiScope' }, 'What it allows.', { list: true }) scopes: ApiScope[];
  @Public('int', 'Requests a minute that it may make; null for the limit of all keys.', { nullable: true })
  rateLimit: number | null;
  @Public('id', 'The partner whose rights it has; null for a key of the house.', { nullable: true })
  partnerId: string | null;
  @Public('text', 'Who made it.') createdBy: string;
  @Public('instant', 'When it was made.') createdAt: string;
  @Public('instant', 'When it ceases to be valid; null for never.', { nullable: true })
  expiresAt: string | null;
  @Public('instant', 'When it was last used, to the minute.', { nullable: true }) lastUsedAt: string | null;
  @Public('instant', 'When it was revoked; null while it is valid.', { nullable: true })
  revokedAt: string | null;
}

/** One page of keys. */
export const ApiKeyList = listOf('ApiKey', () => ApiKey);

@ApiSchema({ description: 'A new key.' })
export class ApiKeyCreated {
  @Public(() => ApiKey, 'What is known of it.', { graphql: false }) apiKey: ApiKey;
  @Public('text', 'The key, to be sent as `Authorization: Bearer <key>`. Shown this once.', {
    graphql: false,
  })
  key: string;
}

@ObjectType({ description: 'What came of making a key.' })
export class CreateApiKeyPayload {
  @Public(() => ApiKey, 'What is known of it.', { nullable: true }) apiKey: ApiKey | null;
  @Public('text', 'The key, to be sent as `Authorization: Bearer <key>`. Shown this once.', {
    nullable: true,
  })
  key: string | null;
  @Public(() => [InputFault], 'Why it was not made; empty when it was.') errors: InputFault[];
}

@ObjectType({ description: 'What came of revoking a key.' })
export class RevokeApiKeyPayload {
  @Public(() => ApiKey, 'The key, revoked.', { nullable: true }) apiKey: ApiKey | null;
  @Public(() => [InputFault], 'Why it was not revoked; empty when it was.') errors: InputFault[];
}
