import { Args, Info, Query, Resolver } from '@nestjs/graphql';
import type { GraphQLResolveInfo } from 'graphql';
import { CurrentViewer } from '../access/viewer.decorators.js';
import { payloadSelection } from '../platform/api/graphql-selection.js';
import { type Payload, payloadOf } from '../platform/api/mutation.js';
import { Needs } from '../platform/api/needs.js';
import { type Viewer, viewerClass } from '../platform/api/viewer.js';
import { WriteMutation } from '../platform/api/write-route.js';
import { validateInput } from '../platform/http/validation.js';
import { SectionEditingService } from './section-editing.service.js';
import { CreateSectionInput, DeleteSectionInput, UpdateSectionInput } from './section.inputs.js';
import { SectionQuery } from './section.query.js';
import { DeleteSectionPayload, Section, SectionPayload } from './section.view.js';

@Resolver(() => Section)
export class SectionsResolver {
  constructor(
    private readonly query: SectionQuery,
    private readonly editing: SectionEditingService,
  ) {}

  @Query(() => [Section], { description: 'The top sections, in order; their `children` lead further down.' })
  @Needs('anyone')
  sections(@CurrentViewer() viewer: Viewer, @Info() info: GraphQLResolveInfo): Promise<Section[] | null> {
    return this.query.topInGraphql(info, viewerClass(viewer));
  }

  @Query(() => Section, { nullable: true, description: 'A section, by slug; null when there is none.' })
  @Needs('anyone')
  section(
    @Args('slug', { description: 'Its slug.' }) slug: string,
    @CurrentViewer() viewer: Viewer,
    @Info() info: GraphQLResolveInfo,
  ): Promise<Section | null> {
    return this.query.bySlugInGraphql(info, viewerClass(viewer), slug);
  }

  @WriteMutation(() => SectionPayload, { needs: 'content:write', description: 'Makes a section.' })
  createSection(
    @Args('input', { type: () => CreateSectionInput, description: 'What to make.' }) raw: object,
    @Info() info: GraphQLResolveInfo,
  ): Promise<Payload<{ section: Section }>> {
    return this.written(info, async () =>
      this.editing.create(await validateInput(CreateSectionInput, raw), new Date()),
    );
  }

  @WriteMutation(() => SectionPayload, {
    needs: 'content:write',
    description: 'Changes a section. What is left out is left alone.',
  })
  updateSection(
    @Args('input', { type: () => UpdateSectionInput, description: 'What to change.' }) raw: object,
    @Info() info: GraphQLResolveInfo,
  ): Promise<Payload<{ section: Section }>> {
    return this.written(info, async () => {
      const { section, version, ...patch } = await validateInput(UpdateSectionInput, raw);
      return this.editing.update(section, patch, [version], new Date());
    });
  }

  @WriteMutation(() => DeleteSectionPayload, {
    needs: 'content:write',
    description:
      'Deletes a section. Stories, sections below and sponsor slots go to `moveTo`, and so does its address.',
  })
  deleteSection(
    @Args('input', { type: () => DeleteSectionInput, description: 'What to delete.' }) raw: object,
  ): Promise<Payload<{ deleted: string }>> {
    return payloadOf(['deleted'], async () => {
      const input = await validateInput(DeleteSectionInput, raw);
      await this.editing.delete(input.section, input.moveTo, [input.version], new Date());
      return { deleted: input.section };
    });
  }

  private written(
    info: GraphQLResolveInfo,
    write: () => Promise<string>,
  ): Promise<Payload<{ section: Section }>> {
    return payloadOf(['section'], async () => {
      const id = await write();
      return { section: await this.query.whole(id, payloadSelection(info, 'section')) };
    });
  }
}
