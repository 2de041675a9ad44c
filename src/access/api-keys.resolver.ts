import { Args, ID, Info, Query, Resolver } from '@nestjs/graphql';
import type { GraphQLResolveInfo } from 'graphql';
import { ForwardArgs } from '../platform/api/connection.args.js';
import { graphqlSelection } from '../platform/api/graphql-selection.js';
import { type Payload, payloadOf } from '../platform/api/mutation.js';
import { Needs } from '../platform/api/needs.js';
import { findField } from '../platform/api/selection.js';
import type { Viewer } from '../platform/api/viewer.js';
import { WriteMutation } from '../platform/api/write-route.js';
import { validateInput } from '../platform/http/validation.js';
import { CreateApiKeyInput } from './api-key.inputs.js';
import { ApiKey, ApiKeyList, CreateApiKeyPayload, RevokeApiKeyPayload } from './api-key.view.js';
import { ApiKeysQuery } from './api-keys.query.js';
import { ApiKeysService } from './api-keys.service.js';
import { CurrentViewer } from './viewer.decorators.js';

@Resolver(() => ApiKey)
export class ApiKeysResolver {
  constructor(
    private readonly query: ApiKeysQuery,
    private readonly service: ApiKeysService,
  ) {}

  @Query(() => ApiKeyList, { description: 'Keys, newest first; those that are revoked or over among them.' })
  @Needs('admin')
  apiKeys(@Args() page: ForwardArgs, @Info() info: GraphQLResolveInfo): Promise<object | null> {
    return this.query.listInGraphql(info, page);
  }

  @Query(() => ApiKey, { nullable: true, description: 'A key, by id; null when there is none.' })
  @Needs('admin')
  apiKey(
    @Args('id', { type: () => ID, description: 'Its identifier.' }) id: string,
    @Info() info: GraphQLResolveInfo,
  ): Promise<ApiKey | null> {
    return this.query.oneInGraphql(info, id);
  }

  @WriteMutation(() => CreateApiKeyPayload, {
    needs: 'admin',
    description: 'Makes a key. The answer is the only place where the key itself is ever shown.',
  })
  createApiKey(
    @Args('input', { type: () => CreateApiKeyInput, description: 'What to make.' }) raw: object,
    @CurrentViewer() { actor }: Viewer,
    @Info() info: GraphQLResolveInfo,
  ): Promise<Payload<{ apiKey: ApiKey; key: string }>> {
    return payloadOf(['apiKey', 'key'], async () => {
      const input = await validateInput(CreateApiKeyInput, raw);
      const { id, key } = await this.service.create(input, { actor, now: new Date() });
      return { apiKey: await this.query.whole(id, keySelection(info)), key };
    });
  }

  @WriteMutation(() => RevokeApiKeyPayload, {
    needs: 'admin',
    description: 'Revokes a key: from now on it is refused everywhere.',
  })
  revokeApiKey(
    @Args('id', { type: () => ID, description: 'Id of the key.' }) id: string,
    @CurrentViewer() { actor }: Viewer,
    @Info() info: GraphQLResolveInfo,
  ): Promise<Payload<{ apiKey: ApiKey }>> {
    return payloadOf(['apiKey'], async () => {
      await this.service.revoke(id, { actor, now: new Date() });
      return { apiKey: await this.query.whole(id, keySelection(info)) };
    });
  }
}

const keySelection = (info: GraphQLResolveInfo) =>
  findField(graphqlSelection(info), 'apiKey')?.children ?? [];
