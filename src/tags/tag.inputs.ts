import { InputType } from '@nestjs/graphql';
import { ApiSchema } from '@nestjs/swagger';
import { Input } from '../platform/api/input.js';

const SLUG = { max: 120 };
const NAME = 'Name as shown.';

@ApiSchema({ description: 'A tag to make.' })
@InputType({ description: 'A tag to make.' })
export class CreateTagInput {
  @Input('text', NAME, { max: 200 }) name: string;
  @Input('slug', 'Name in addresses; made from the name when absent.', { optional: true, ...SLUG })
  slug?: string | null;
}

@ApiSchema({ description: 'What to change of a tag.' })
@InputType({ isAbstract: true })
export class TagPatch {
  @Input('text', NAME, { kept: true, max: 200 }) name?: string;
  @Input('slug', 'Name in addresses. The one that it had leads to the tag from now on.', {
    kept: true,
    ...SLUG,
  })
  slug?: string;
}

const WHICH = 'Slug of the tag.';
const VERSION = 'The version that the change is based on.';

@InputType({ description: 'What to change of a tag.' })
export class UpdateTagInput extends TagPatch {
  @Input('text', WHICH) tag: string;
  @Input('int', VERSION) version: number;
}

@InputType({ description: 'A tag to delete.' })
export class DeleteTagInput {
  @Input('text', WHICH) tag: string;
  @Input('int', VERSION) version: number;
}

@ApiSchema({ description: 'The tag that takes the place of another.' })
@InputType({ isAbstract: true })
export class TagMerge {
  @Input('text', 'Slug of the tag that its stories get.') into: string;
}

@InputType({ description: 'A tag, and the one that takes its place.' })
export class MergeTagInput extends TagMerge {
  @Input('text', 'Slug of the tag that goes.') tag: string;
}
