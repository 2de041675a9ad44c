import { Args, Info, Query, Resolver } from '@nestjs/graphql';
import type { GraphQLResolveInfo } from 'graphql';
import { CurrentViewer } from '../access/viewer.decorators.js';
import { ForwardArgs } from '../platform/api/connection.args.js';
import { payloadSelection } from '../platform/api/graphql-selection.js';
import { type Payload, payloadOf } from '../platform/api/mutation.js';
import { Needs } from '../platform/api/needs.js';
import { may, type Viewer, viewerClass } from '../platform/api/viewer.js';
import { WriteMutation } from '../platform/api/write-route.js';
import { validateInput } from '../platform/http/validation.js';
import { TagEditingService } from './tag-editing.service.js';
import { CreateTagInput, DeleteTagInput, MergeTagInput, UpdateTagInput } from './tag.inputs.js';
import { Tag, TagList, TagPayload, DeleteTagPayload } from './tag.view.js';
import { TagsQuery } from './tags.query.js';

@Resolver(() => Tag)
export class TagsResolver {
  constructor(
    private readonly query: TagsQuery,
    private readonly editing: TagEditingService,
  ) {}

  @Query(() => TagList, { description: 'Tags with a visible story, by name.' })
  @Needs('anyone')
  tags(
    @Args() page: ForwardArgs,
    @CurrentViewer() viewer: Viewer,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object | null> {
    return this.query.listInGraphql(info, { viewer: viewerClass(viewer), page });
  }

  @Query(() => Tag, {
    nullable: true,
    description: 'Tag with a visible story, by slug; null when there is none. With `content:write`, any.',
  })
  @Needs('anyone')
  tag(
    @Args('slug', { description: 'The slug.' }) slug: string,
    @CurrentViewer() viewer: Viewer,
    @Info() info: GraphQLResolveInfo,
  ): Promise<Tag | null> {
    return this.query.oneInGraphql(info, {
      viewer: viewerClass(viewer),
      slug,
      all: may(viewer, 'content:write'),
    });
  }

  @WriteMutation(() => TagPayload, { needs: 'content:write', description: 'Makes a tag.' })
  createTag(
    @Args('input', { type: () => CreateTagInput, description: 'What to make.' }) raw: object,
    @Info() info: GraphQLResolveInfo,
  ): Promise<Payload<{ tag: Tag }>> {
    return this.written(info, async () =>
      this.editing.create(await validateInput(CreateTagInput, raw), new Date()),
    );
  }

  @WriteMutation(() => TagPayload, {
    needs: 'content:write',
    description: 'Changes a tag. What is left out is left alone.',
  })
  updateTag(
    @Args('input', { type: () => UpdateTagInput, description: 'What to change.' }) raw: object,
    @Info() info: GraphQLResolveInfo,
  ): Promise<Payload<{ tag: Tag }>> {
    return this.written(info, async () => {
      const { tag, version, ...patch } = await validateInput(UpdateTagInput, raw);
      return this.editing.update(tag, patch, [version], new Date());
    });
  }

  @WriteMutation(() => DeleteTagPayload, {
    needs: 'content:write',
    description: 'Deletes a tag, which is taken off its stories.',
  })
  deleteTag(
    @Args('input', { type: () => DeleteTagInput, description: 'What to delete.' }) raw: object,
  ): Promise<Payload<{ deleted: string }>> {
    return payloadOf(['deleted'], async () => {
      const input = await validateInput(DeleteTagInput, raw);
      await this.editing.delete(input.tag, [input.version], new Date());
      return { deleted: input.tag };
    });
  }

  @WriteMutation(() => TagPayload, {
    needs: 'content:write',
    description: 'Merges a tag into another, which its stories get in its place, each once.',
  })
  mergeTag(
    @Args('input', { type: () => MergeTagInput, description: 'What to merge.' }) raw: object,
    @Info() info: GraphQLResolveInfo,
  ): Promise<Payload<{ tag: Tag }>> {
    return this.written(info, async () => {
      const { tag, into } = await validateInput(MergeTagInput, raw);
      return this.editing.merge(tag, into, new Date());
    });
  }

  private written(info: GraphQLResolveInfo, write: () => Promise<string>): Promise<Payload<{ tag: Tag }>> {
    return payloadOf(['tag'], async () => {
      const id = await write();
      return { tag: await this.query.whole<Tag>(id, payloadSelection(info, 'tag')) };
    });
  }
}
