import { InputType } from '@nestjs/graphql';
import { Input } from '../platform/api/input.js';
import { bool } from '../platform/http/query.js';

const ALL = 'Whether it is about all e-mails to that address, and not about one comment alone.';

/** `all=`: in the address, since a mail program sends nothing of the reader's (RFC 8058). */
export const allParameter = bool({ description: ALL, default: false });

@InputType({ description: 'The token of an e-mail, from its links.' })
export class ConfirmNotificationsInput {
  @Input('text', 'The token of the e-mail.') token: string;
}

@InputType({ description: 'Which e-mails are not wanted any more.' })
export class UnsubscribeInput {
  @Input('text', 'The token of an e-mail.') token: string;
  @Input('truth', ALL, { optional: true }) all?: boolean | null;
}
