import { ArgsType, Field, InputType } from '@nestjs/graphql';
import { ApiSchema } from '@nestjs/swagger';
import { ForwardArgs } from '../platform/api/connection.args.js';
import { Input } from '../platform/api/input.js';
import { oneOf, text } from '../platform/http/query.js';
import { ADDRESS_LENGTH, PlainText, PublicAddress, WebAddress } from './creative-rules.js';
import { PlacementRuleKind, PlacementState } from './managed-placement.view.js';

const NAME_LENGTH = 60;
const REFERENCE_LENGTH = 200;

@ApiSchema({ description: 'How a sponsor slot finds its place in a story.' })
@InputType({ description: 'How a sponsor slot finds its place in a story.' })
export class PlacementRuleInput {
  @Input({ enum: PlacementRuleKind, name: 'PlacementRuleKind' }, 'What it goes by.') kind: PlacementRuleKind;
  @Input('int', 'Words before the slot, or blocks before each; not for `top` and `end`.', {
    optional: true,
    min: 1,
  })
  amount?: number | null;
  @Input('int', 'How often it stands in one story at most; for `everyBlocks`, which needs it.', {
    optional: true,
    ...{ min: 1, max: 20 },
  })
  most?: number | null;
}

@ApiSchema({
  description: 'A picture: one of the library by its `id`, or one that is elsewhere by its `url`.',
})
@InputType({
  description: 'A picture: one of the library by its `id`, or one that is elsewhere by its `url`.',
})
export class PlacementImageInput {
  @Input('id', 'Id of a picture.', { optional: true }) id?: string | null;
  @Input('url', 'Public address of a picture, http or https.', { optional: true, max: ADDRESS_LENGTH })
  @WebAddress()
  @PublicAddress()
  url?: string | null;
  @Input('text', 'What the picture shows, for those who do not see it. With `url`.', { optional: true })
  @PlainText()
  alt?: string | null;
  @Input('int', 'In pixels. With `url`.', { optional: true, min: 1, max: 100_000 }) width?: number | null;
  @Input('int', 'In pixels. With `url`.', { optional: true, min: 1, max: 100_000 }) height?: number | null;
}

/** What can be said of a slot and may be left out, of a new one and of one that changes. */
@InputType({ isAbstract: true })
class PlacementOptions {
  @Input('text', 'Its text: plain text. A slot has a text or a picture, or both.', { optional: true })
  @PlainText()
  text?: string | null;
  @Input(() => PlacementImageInput, 'Its picture.', { optional: true }) image?: PlacementImageInput | null;
  @Input('instant', 'It runs from then on; at once when absent.', { optional: true }) startsAt?:
    string | null;
  @Input('instant', 'It runs until then; without end when absent.', { optional: true }) endsAt?:
    string | null;
  @Input('int', 'Of slots that ask for the same place, the one with the lower position gets it.', {
    kept: true,
    ...{ min: 0, max: 1_000_000 },
  })
  position?: number;
  @Input('int', 'It stands in no story with fewer words.', { kept: true, min: 0 }) minWords?: number;
  @Input('text', 'Slugs of sections: it stands in these and those below; in all when empty.', {
    kept: true,
    ...{ list: 100, max: REFERENCE_LENGTH },
  })
  sections?: string[];
  @Input('text', 'Slugs of tags: it stands in stories with any of these; whatever the tags when empty.', {
    kept: true,
    ...{ list: 100, max: REFERENCE_LENGTH },
  })
  tags?: string[];
  @Input('language', 'Languages (BCP 47): it stands in stories of these, `en` meaning `en-GB` too.', {
    kept: true,
    ...{ list: 50, max: 35 },
  })
  languages?: string[];
}

const SLOT = 'Kind of slot, for whoever lays out the page: plain text.';
const HREF = 'Where it leads: http or https, without a name or password in it.';
const LABEL = 'What stands beside it, so that readers know it is paid for: plain text.';
const SPONSOR = 'Slug or id of who pays for it.';

@ApiSchema({ description: 'A sponsor slot to sell.' })
@InputType({ description: 'A sponsor slot to sell.' })
export class CreatePlacementInput extends PlacementOptions {
  @Input('text', SPONSOR, { max: REFERENCE_LENGTH }) sponsor: string;
  @Input('text', SLOT, { max: NAME_LENGTH }) @PlainText() slot: string;
  @Input('text', `${LABEL} The site's label \`sponsored\` when absent.`, { kept: true, max: NAME_LENGTH })
  @PlainText()
  label?: string;
  @Input('url', HREF, { max: ADDRESS_LENGTH }) @WebAddress() href: string;
  @Input(() => PlacementRuleInput, 'How it finds its place.') rule: PlacementRuleInput;
}

@ApiSchema({ description: 'What to change of a sponsor slot. What is left out is left alone; null clears.' })
@InputType({ isAbstract: true })
export class PlacementPatch extends PlacementOptions {
  @Input('text', SPONSOR, { kept: true, max: REFERENCE_LENGTH }) sponsor?: string;
  @Input('text', SLOT, { kept: true, max: NAME_LENGTH }) @PlainText() slot?: string;
  @Input('text', LABEL, { kept: true, max: NAME_LENGTH }) @PlainText() label?: string;
  @Input('url', HREF, { kept: true, max: ADDRESS_LENGTH }) @WebAddress() href?: string;
  @Input(() => PlacementRuleInput, 'How it finds its place.', { kept: true }) rule?: PlacementRuleInput;
}

const WHICH = 'Id of the slot.';
const VERSION = 'The version that the change is based on.';

@InputType({ description: 'What to change of a sponsor slot. What is left out is left alone; null clears.' })
export class UpdatePlacementInput extends PlacementPatch {
  @Input('id', WHICH) id: string;
  @Input('int', VERSION) version: number;
}

@InputType({ description: 'A sponsor slot to delete.' })
export class DeletePlacementInput {
  @Input('id', WHICH) id: string;
  @Input('int', VERSION) version: number;
}

const ABOUT = { sponsor: 'Slug or id of who pays for them.', state: 'Whether they run now.' };

/** Which slots to list, as REST takes it. */
export const placementParameters = {
  sponsor: text({ description: ABOUT.sponsor, max: REFERENCE_LENGTH }).optional(),
  state: oneOf({ description: ABOUT.state, values: Object.values(PlacementState) }).optional(),
} as const;

@ArgsType()
export class PlacementsArgs extends ForwardArgs {
  @Field(() => String, { nullable: true, description: ABOUT.sponsor }) sponsor?: string | null;
  @Field(() => PlacementState, { nullable: true, description: ABOUT.state }) state?: PlacementState | null;
}
