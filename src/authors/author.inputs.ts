import { InputType } from '@nestjs/graphql';
import { ApiSchema } from '@nestjs/swagger';
import { Input } from '../platform/api/input.js';
import { text } from '../platform/http/query.js';

const SLUG = { max: 120 };
const NAME = 'Name as shown.';
const BIO = { about: 'Who the author is.', max: 5_000 };
const AVATAR = 'Id of a picture: the portrait.';
const LINKS = { about: 'Where else the author is found.', list: 20 };

@ApiSchema({ description: 'A link that an author shows.' })
@InputType({ description: 'A link that an author shows.' })
export class AuthorLinkInput {
  @Input('text', 'Text of the link.', { max: 100 }) label: string;
  @Input('url', 'Where it leads.', { max: 2_000 }) url: string;
}

@ApiSchema({ description: 'An author to make.' })
@InputType({ description: 'An author to make.' })
export class CreateAuthorInput {
  @Input('text', NAME, { max: 200 }) name: string;
  @Input('slug', 'Name in addresses; made from the name when absent.', { optional: true, ...SLUG })
  slug?: string | null;
  @Input('text', BIO.about, { optional: true, max: BIO.max }) bio?: string | null;
  @Input('id', AVATAR, { optional: true }) avatar?: string | null;
  @Input(() => AuthorLinkInput, LINKS.about, { optional: true, list: LINKS.list })
  links?: AuthorLinkInput[] | null;
}

@ApiSchema({ description: 'What to change of an author.' })
@InputType({ isAbstract: true })
export class AuthorPatch {
  @Input('text', NAME, { kept: true, max: 200 }) name?: string;
  @Input('slug', 'Name in addresses. The one that the author had leads there from now on.', {
    kept: true,
    ...SLUG,
  })
  slug?: string;
  @Input('text', BIO.about, { optional: true, max: BIO.max }) bio?: string | null;
  @Input('id', AVATAR, { optional: true }) avatar?: string | null;
  @Input(() => AuthorLinkInput, LINKS.about, { optional: true, list: LINKS.list })
  links?: AuthorLinkInput[] | null;
}

const WHICH = 'Slug of the author.';
const VERSION = 'The version that the change is based on.';

@InputType({ description: 'What to change of an author.' })
export class UpdateAuthorInput extends AuthorPatch {
  @Input('text', WHICH) author: string;
  @Input('int', VERSION) version: number;
}

const MOVE_TO = 'Slug of the author who signs the stories from now on. Needed when there are any.';

@InputType({ description: 'An author to delete.' })
export class DeleteAuthorInput {
  @Input('text', WHICH) author: string;
  @Input('int', VERSION) version: number;
  @Input('text', MOVE_TO, { optional: true }) moveTo?: string | null;
}

/** Who signs the stories of an author who is deleted, as REST takes it. */
export const deleteAuthorParameters = {
  moveTo: text({ description: MOVE_TO, max: 200 }).optional(),
} as const;
