import { Args, ID, Info, Query, Resolver } from '@nestjs/graphql';
import type { GraphQLResolveInfo } from 'graphql';
import { ForwardArgs } from '../platform/api/connection.args.js';
import { graphqlSelection } from '../platform/api/graphql-selection.js';
import { type Payload, payloadOf } from '../platform/api/mutation.js';
import { Needs } from '../platform/api/needs.js';
import { findField } from '../platform/api/selection.js';
import { WriteMutation } from '../platform/api/write-route.js';
import { validateInput } from '../platform/http/validation.js';
import { DeleteImageInput, UpdateImageInput } from './image.inputs.js';
import { DeleteImagePayload, MediaImage, MediaImageList, UpdateImagePayload } from './image.view.js';
import { MediaQuery } from './media.query.js';
import { MediaService } from './media.service.js';

@Resolver(() => MediaImage)
export class MediaResolver {
  constructor(
    private readonly query: MediaQuery,
    private readonly service: MediaService,
  ) {}

  @Query(() => MediaImageList, {
    description:
      'Pictures, newest first: those that were uploaded, which is done by REST, and those by reference.',
  })
  @Needs('content:write')
  media(@Args() page: ForwardArgs, @Info() info: GraphQLResolveInfo): Promise<object | null> {
    return this.query.listInGraphql(info, page);
  }

  @Query(() => MediaImage, {
    nullable: true,
    description: 'A picture; null when there is none with this id.',
  })
  @Needs('content:write')
  mediaImage(
    @Args('id', { type: () => ID, description: 'Id of the picture.' }) id: string,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object | null> {
    return this.query.oneInGraphql(info, id);
  }

  @WriteMutation(() => UpdateImagePayload, {
    needs: 'content:write',
    description: 'Changes what is said of a picture. Bodies keep the words that they were saved with.',
  })
  updateImage(
    @Args('input', { type: () => UpdateImageInput, description: 'What to change.' }) raw: object,
    @Info() info: GraphQLResolveInfo,
  ): Promise<Payload<{ image: MediaImage }>> {
    return payloadOf(['image'], async () => {
      const { id, version, ...words } = await validateInput(UpdateImageInput, raw);
      await this.service.change(id, words, { basedOn: [version], now: new Date() });
      const selection = findField(graphqlSelection(info), 'image')?.children ?? [];
      return { image: await this.query.whole(id, selection) };
    });
  }

  @WriteMutation(() => DeleteImagePayload, {
    needs: 'content:write',
    description: 'Removes a picture that no revision of a story, no author and no sponsor slot uses.',
  })
  deleteImage(
    @Args('input', { type: () => DeleteImageInput, description: 'What to remove.' }) raw: object,
  ): Promise<Payload<{ id: string }>> {
    return payloadOf(['id'], async () => {
      const { id, version } = await validateInput(DeleteImageInput, raw);
      await this.service.remove(id, [version]);
      return { id };
    });
  }
}
