import { InputType } from '@nestjs/graphql';
import { ApiSchema } from '@nestjs/swagger';
import { Input } from '../platform/api/input.js';

/** As long as analytics that read `utm_campaign` show. */
const CAMPAIGN = { max: 100 };

@ApiSchema({ description: 'A further short link to a story.' })
@InputType({ isAbstract: true })
export class NewShareCode {
  @Input(
    'text',
    'What the link is for, such as `newsletter-2026-05`; visitors bring it as `utm_campaign`.',
    CAMPAIGN,
  )
  campaign: string;
  @Input('instant', 'Until when it leads to the story; without end when absent.', { optional: true })
  expiresAt?: string | null;
}

@InputType({ description: 'A further short link to a story.' })
export class CreateShareCodeInput extends NewShareCode {
  @Input('text', 'Id or slug of the story.') articleId: string;
}
