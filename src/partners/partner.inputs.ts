import { InputType } from '@nestjs/graphql';
import { ApiSchema } from '@nestjs/swagger';
import { Input } from '../platform/api/input.js';
import { PartnerContent } from './partner.view.js';

/** A year. */
const LONGEST_EMBARGO = 525_600;
const SLUG_LENGTH = 200;

const NAME = 'Name.';
const CONTENT = { enum: PartnerContent, name: 'PartnerContent' };

/** What can be said of a partner and may be left out, of a new one and of one that changes. */
@InputType({ isAbstract: true })
class PartnerOptions {
  @Input('text', 'Slugs of sections: it may have the stories of these and those below; of all when empty.', {
    kept: true,
    ...{ list: 100, max: SLUG_LENGTH },
  })
  sections?: string[];
  @Input(
    'language',
    'Languages (BCP 47): it may have stories in these, `en` meaning `en-GB` too; in all when empty.',
    {
      kept: true,
      ...{ list: 50, max: 35 },
    },
  )
  languages?: string[];
  @Input('int', 'Minutes after its publication that it may have a story; 0 when absent.', {
    kept: true,
    ...{ min: 0, max: LONGEST_EMBARGO },
  })
  embargoMinutes?: number;
  @Input(CONTENT, 'How much of a story it may have; all of it when absent.', { kept: true })
  content?: PartnerContent;
  @Input('truth', 'Whether it may have the pictures; true when absent.', { kept: true }) media?: boolean;
  @Input('int', 'Requests a day (UTC) that all its keys together may make; any number when absent.', {
    optional: true,
    ...{ min: 1, max: 1_000_000_000 },
  })
  dailyQuota?: number | null;
  @Input('instant', 'When its keys cease to be valid; never when absent.', { optional: true })
  endsAt?: string | null;
}

@ApiSchema({ description: 'A partner to make.' })
@InputType({ description: 'A partner to make.' })
export class CreatePartnerInput extends PartnerOptions {
  @Input('text', NAME, { max: 200 }) name: string;
}

@ApiSchema({ description: 'What to change of a partner. What is left out is left alone; null clears.' })
@InputType({ isAbstract: true })
export class PartnerPatch extends PartnerOptions {
  @Input('text', NAME, { kept: true, max: 200 }) name?: string;
}

const WHICH = 'Id of the partner.';
const VERSION = 'The version that the change is based on.';

@InputType({ description: 'What to change of a partner. What is left out is left alone; null clears.' })
export class UpdatePartnerInput extends PartnerPatch {
  @Input('id', WHICH) id: string;
  @Input('int', VERSION) version: number;
}

@InputType({ description: 'A partner to delete.' })
export class DeletePartnerInput {
  @Input('id', WHICH) id: string;
  @Input('int', VERSION) version: number;
}
