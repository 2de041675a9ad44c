import { InputType } from '@nestjs/graphql';
import { ApiSchema } from '@nestjs/swagger';
import { Input } from '../platform/api/input.js';
import { check } from '../platform/http/rules.js';

/** As long as analytics that read `utm_campaign` show. */
const CAMPAIGN = { max: 100 };

/** Letters, figures and signs that can be seen, and spaces. */
const isOneLine = (value: unknown): boolean =>
  typeof value !== 'string' || /^[\p{L}\p{M}\p{N}\p{P}\p{S} ]*$/u.test(value);

@ApiSchema({ description: 'A further short link to a story.' })
@InputType({ isAbstract: true })
export class NewShareCode {
  @Input(
    'text',
    'What the link is for, such as `newsletter-2026-05`; visitors bring it as `utm_campaign`.',
    CAMPAIGN,
  )
  @check('isOneLine', isOneLine, '$property must be one line without control characters', {
    context: { code: 'CONTROL_CHARACTER' },
  })
  campaign: string;
  @Input('instant', 'Until when it leads to the story; without end when absent.', { optional: true })
  expiresAt?: string | null;
}

@InputType({ description: 'A further short link to a story.' })
export class CreateShareCodeInput extends NewShareCode {
  @Input('text', 'Id or slug of the story.') articleId: string;
}
