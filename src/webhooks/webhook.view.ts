import { ObjectType, registerEnumType } from '@nestjs/graphql';
import { ApiSchema } from '@nestjs/swagger';
import { ArticleChangeKind } from '../live/article-change.view.js';
import { listOf } from '../platform/api/list.view.js';
import { InputFault } from '../platform/api/mutation.view.js';
import { Public } from '../platform/api/view.js';
import { Section, SectionRef } from '../sections/section.view.js';

export enum WebhookContent {
  IDS = 'ids',
  FULL = 'full',
}
registerEnumType(WebhookContent, {
  name: 'WebhookContent',
  description: 'How much a webhook is told.',
  valuesMap: {
    IDS: { description: 'Which story, and what happened to it.' },
    FULL: { description: 'The story as well.' },
  },
});

export enum WebhookDisabledReason {
  BY_HAND = 'byHand',
  GONE = 'gone',
  FAILING = 'failing',
}
registerEnumType(WebhookDisabledReason, {
  name: 'WebhookDisabledReason',
  description: 'Why a webhook is told nothing.',
  valuesMap: {
    BY_HAND: { description: 'Somebody switched it off.' },
    GONE: { description: 'It answered 410.' },
    FAILING: { description: 'It took nothing for three days.' },
  },
});

@ObjectType({ description: 'An address that is told what happens to stories.' })
export class Webhook {
  @Public('id', 'Identifier.') id: string;
  @Public('id', 'Id of the partner whose rights it has; null for one of the house.', { nullable: true })
  partner: string | null;
  @Public('text', 'What people call it.', { nullable: true }) name: string | null;
  @Public('url', 'Where deliveries are posted.') url: string;
  @Public({ enum: ArticleChangeKind, name: 'ArticleChangeKind' }, 'What it is told of; of all if none.', {
    list: true,
  })
  kinds: ArticleChangeKind[];
  @Public(() => [SectionRef], 'It is told of stories in these and those below; of all if none.', {
    graphql: () => [Section],
  })
  sections: SectionRef[];
  @Public({ enum: WebhookContent, name: 'WebhookContent' }, 'How much it is told.') content: WebhookContent;
  @Public('text', 'E-mail address that is told when it is disabled.', { nullable: true })
  notifyEmail: string | null;
  @Public('truth', 'Whether it is told anything.') enabled: boolean;
  @Public('instant', 'Since when it is told nothing.', { nullable: true }) disabledAt: string | null;
  @Public({ enum: WebhookDisabledReason, name: 'WebhookDisabledReason' }, 'Why it is told nothing.', {
    nullable: true,
  })
  disabledReason: WebhookDisabledReason | null;
  @Public(
    'key',
    'The first change that it may have missed while it was disabled, to be given to `replay`; null for none.',
    { nullable: true },
  )
  missedFrom: string | null;
  @Public('instant', 'Since when it takes no delivery; null when it took the last one.', { nullable: true })
  failingSince: string | null;
  @Public('instant', 'When it last took one.', { nullable: true }) lastDeliveryAt: string | null;
  @Public('instant', 'Until when deliveries are signed with the secret before as well.', { nullable: true })
  formerSecretUntil: string | null;
  @Public('int', 'Counts the changes; an edit says which one it is based on.') version: number;
  @Public('instant', 'When it was made.') createdAt: string;
  @Public('instant', 'When it last changed.') updatedAt: string;
}

/** One page of webhooks. */
export const WebhookList = listOf('Webhook', () => Webhook);

const SECRET = 'What deliveries are signed with: `whsec_` and a key in base64. Shown this once.';

@ApiSchema({ description: 'A webhook with its new secret.' })
export class WebhookWithSecret {
  @Public(() => Webhook, 'The webhook.', { graphql: false }) webhook: Webhook;
  @Public('text', SECRET, { graphql: false }) secret: string;
}

@ObjectType({ description: 'What came of making a webhook, or a new secret for it.' })
export class WebhookSecretPayload {
  @Public(() => Webhook, 'The webhook.', { nullable: true }) webhook: Webhook | null;
  @Public('text', SECRET, { nullable: true }) secret: string | null;
  @Public(() => [InputFault], 'Why nothing was done; empty when it was.') errors: InputFault[];
}

@ObjectType({ description: 'What came of changing a webhook.' })
export class WebhookPayload {
  @Public(() => Webhook, 'The webhook as it is now.', { nullable: true }) webhook: Webhook | null;
  @Public(() => [InputFault], 'Why nothing was written; empty when it was.') errors: InputFault[];
}

@ObjectType({ description: 'What came of deleting a webhook.' })
export class DeleteWebhookPayload {
  @Public('id', 'Id of what was deleted.', { nullable: true }) deleted: string | null;
  @Public(() => [InputFault], 'Why nothing was deleted; empty when it was.') errors: InputFault[];
}
