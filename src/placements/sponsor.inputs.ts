import { InputType } from '@nestjs/graphql';
import { ApiSchema } from '@nestjs/swagger';
import { Input } from '../platform/api/input.js';
import { ADDRESS_LENGTH, PlainText, WebAddress } from './creative-rules.js';

const SLUG = { max: 120 };
const NAME = { about: 'Name as shown: plain text.', max: 200 };
const URL = 'Its web site: http or https.';
const SENSITIVE = 'Whether its slots may stand in stories marked sensitive';

@ApiSchema({ description: 'A sponsor to make.' })
@InputType({ description: 'A sponsor to make.' })
export class CreateSponsorInput {
  @Input('text', NAME.about, { max: NAME.max }) @PlainText() name: string;
  @Input('slug', 'Name for programs; made from the name when absent.', { optional: true, ...SLUG })
  slug?: string | null;
  @Input('url', URL, { optional: true, max: ADDRESS_LENGTH }) @WebAddress() url?: string | null;
  @Input('truth', `${SENSITIVE}; false when absent.`, { optional: true }) allowSensitive?: boolean | null;
}

@ApiSchema({ description: 'What to change of a sponsor.' })
@InputType({ isAbstract: true })
export class SponsorPatch {
  @Input('text', NAME.about, { kept: true, max: NAME.max }) @PlainText() name?: string;
  @Input('slug', 'Name for programs.', { kept: true, ...SLUG }) slug?: string;
  @Input('url', URL, { optional: true, max: ADDRESS_LENGTH }) @WebAddress() url?: string | null;
  @Input('truth', `${SENSITIVE}.`, { kept: true }) allowSensitive?: boolean;
}

const WHICH = 'Slug or id of the sponsor.';
const VERSION = 'The version that the change is based on.';

@InputType({ description: 'What to change of a sponsor.' })
export class UpdateSponsorInput extends SponsorPatch {
  @Input('text', WHICH) sponsor: string;
  @Input('int', VERSION) version: number;
}

@InputType({ description: 'A sponsor to delete.' })
export class DeleteSponsorInput {
  @Input('text', WHICH) sponsor: string;
  @Input('int', VERSION) version: number;
}
