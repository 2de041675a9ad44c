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
import { AuthorEditingService } from './author-editing.service.js';
import { CreateAuthorInput, DeleteAuthorInput, UpdateAuthorInput } from './author.inputs.js';
import { Author, AuthorList, AuthorPayload, DeleteAuthorPayload } from './author.view.js';
import { AuthorsQuery } from './authors.query.js';

@Resolver(() => Author)
export class AuthorsResolver {
  constructor(
    private readonly query: AuthorsQuery,
    private readonly editing: AuthorEditingService,
  ) {}

  @Query(() => AuthorList, { description: 'Authors with a visible story, by name.' })
  @Needs('anyone')
  authors(
    @Args() page: ForwardArgs,
    @CurrentViewer() viewer: Viewer,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object | null> {
    return this.query.listInGraphql(info, { viewer: viewerClass(viewer), page });
  }

  @Query(() => Author, {
    nullable: true,
    description: 'Author with a visible story, by slug; null when there is none. With `content:write`, any.',
  })
  @Needs('anyone')
  author(
    @Args('slug', { description: 'The slug.' }) slug: string,
    @CurrentViewer() viewer: Viewer,
    @Info() info: GraphQLResolveInfo,
  ): Promise<Author | null> {
    return this.query.oneInGraphql(info, {
      viewer: viewerClass(viewer),
      slug,
      all: may(viewer, 'content:write'),
    });
  }

  @WriteMutation(() => AuthorPayload, { needs: 'content:write', description: 'Makes an author.' })
  createAuthor(
    @Args('input', { type: () => CreateAuthorInput, description: 'What to make.' }) raw: object,
    @Info() info: GraphQLResolveInfo,
  ): Promise<Payload<{ author: Author }>> {
    return this.written(info, async () =>
      this.editing.create(await validateInput(CreateAuthorInput, raw), new Date()),
    );
  }

  @WriteMutation(() => AuthorPayload, {
    needs: 'content:write',
    description: 'Changes an author. What is left out is left alone.',
  })
  updateAuthor(
    @Args('input', { type: () => UpdateAuthorInput, description: 'What to change.' }) raw: object,
    @Info() info: GraphQLResolveInfo,
  ): Promise<Payload<{ author: Author }>> {
    return this.written(info, async () => {
      const { author, version, ...patch } = await validateInput(UpdateAuthorInput, raw);
      return this.editing.update(author, patch, [version], new Date());
    });
  }

  @WriteMutation(() => DeleteAuthorPayload, {
    needs: 'content:write',
    description: 'Deletes an author. Stories are signed by `moveTo`, to whom the address leads as well.',
  })
  deleteAuthor(
    @Args('input', { type: () => DeleteAuthorInput, description: 'What to delete.' }) raw: object,
  ): Promise<Payload<{ deleted: string }>> {
    return payloadOf(['deleted'], async () => {
      const input = await validateInput(DeleteAuthorInput, raw);
      await this.editing.delete(input.author, input.moveTo, [input.version], new Date());
      return { deleted: input.author };
    });
  }

  private written(
    info: GraphQLResolveInfo,
    write: () => Promise<string>,
  ): Promise<Payload<{ author: Author }>> {
    return payloadOf(['author'], async () => {
      const id = await write();
      return { author: await this.query.whole<Author>(id, payloadSelection(info, 'author')) };
    });
  }
}
