import { InputType } from '@nestjs/graphql';
import { ApiSchema } from '@nestjs/swagger';
import { Input } from '../platform/api/input.js';
import { text } from '../platform/http/query.js';
import { CommentPolicy, DISCUSSION_DAYS } from '../site/comment-policy.view.js';

const SLUG = { max: 120 };
const PLACE = { min: 0, max: 10_000 };
const NAME = 'Name as shown.';
const ABOUT = 'What the section is about.';
const PARENT = 'Slug of the section above; null for a top section.';
const POSITION = 'Place among the sections beside it: the lower comes first, of equals by name.';
const NAVIGATION = 'Place in the main navigation; null for none.';
const POLICY_KIND = { enum: CommentPolicy, name: 'CommentPolicy' };
const POLICY = `How readers may comment on its stories and those of sections below; null as in the section above, or on the site.`;
const DAYS = `Days after its publication in which a story takes comments; null as in the section above, or on the site.`;

@ApiSchema({ description: 'A section to make.' })
@InputType({ description: 'A section to make.' })
export class CreateSectionInput {
  @Input('text', NAME, { max: 200 }) name: string;
  @Input('slug', 'Name in addresses; made from the name when absent.', { optional: true, ...SLUG })
  slug?: string | null;
  @Input('text', ABOUT, { optional: true, max: 2_000 }) description?: string | null;
  @Input('text', PARENT, { optional: true }) parent?: string | null;
  @Input('int', `${POSITION} The last one when absent.`, { optional: true, ...PLACE })
  position?: number | null;
  @Input('int', NAVIGATION, { optional: true, ...PLACE }) navigationPosition?: number | null;
  @Input(POLICY_KIND, POLICY, { optional: true }) commentPolicy?: CommentPolicy | null;
  @Input('int', DAYS, { optional: true, ...DISCUSSION_DAYS }) commentsCloseAfterDays?: number | null;
}

@ApiSchema({ description: 'What to change of a section.' })
@InputType({ isAbstract: true })
export class SectionPatch {
  @Input('text', NAME, { kept: true, max: 200 }) name?: string;
  @Input('slug', 'Name in addresses. The one that it had leads to the section from now on.', {
    kept: true,
    ...SLUG,
  })
  slug?: string;
  @Input('text', ABOUT, { optional: true, max: 2_000 }) description?: string | null;
  @Input('text', PARENT, { optional: true }) parent?: string | null;
  @Input('int', POSITION, { kept: true, ...PLACE }) position?: number;
  @Input('int', NAVIGATION, { optional: true, ...PLACE }) navigationPosition?: number | null;
  @Input(POLICY_KIND, POLICY, { optional: true }) commentPolicy?: CommentPolicy | null;
  @Input('int', DAYS, { optional: true, ...DISCUSSION_DAYS }) commentsCloseAfterDays?: number | null;
}

const WHICH = 'Slug of the section.';
const VERSION = 'The version that the change is based on.';

@InputType({ description: 'What to change of a section.' })
export class UpdateSectionInput extends SectionPatch {
  @Input('text', WHICH) section: string;
  @Input('int', VERSION) version: number;
}

const MOVE_TO = 'Slug of the section that stories, and sections below, go to. Needed when there are any.';

@InputType({ description: 'A section to delete.' })
export class DeleteSectionInput {
  @Input('text', WHICH) section: string;
  @Input('int', VERSION) version: number;
  @Input('text', MOVE_TO, { optional: true }) moveTo?: string | null;
}

/** Where the stories of a section that is deleted go, as REST takes it. */
export const deleteSectionParameters = {
  moveTo: text({ description: MOVE_TO, max: 200 }).optional(),
} as const;
