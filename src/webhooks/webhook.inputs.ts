import { ArgsType, Field, ID, InputType } from '@nestjs/graphql';
import { ApiSchema } from '@nestjs/swagger';
import { IsEmail, Matches } from 'class-validator';
import { ArticleChangeKind } from '../live/article-change.view.js';
import { ForwardArgs } from '../platform/api/connection.args.js';
import { Input } from '../platform/api/input.js';
import { oneOf, text } from '../platform/http/query.js';
import { WebhookDeliveryState } from './webhook-delivery.view.js';
import { WebhookContent } from './webhook.view.js';

const URL_LENGTH = 2_000;
const SECTIONS_LISTED = { list: 100, max: 200 };
const KINDS_LISTED = { list: 20 };
const KIND = { enum: ArticleChangeKind, name: 'ArticleChangeKind' } as const;
const CONTENT = { enum: WebhookContent, name: 'WebhookContent' } as const;

const URL = 'Where deliveries are posted: a public https address without a name or password in it.';
const KINDS = 'What it is told of; of all when empty.';
const SECTIONS = 'Slugs of sections: it is told of stories in these and those below; of all when empty.';

/** What can be said of a webhook and may be left out, of a new one and of one that changes. */
@InputType({ isAbstract: true })
class WebhookOptionsInput {
  @Input('text', 'What people call it.', { optional: true, max: 200 }) name?: string | null;
  @Input(KIND, KINDS, { kept: true, ...KINDS_LISTED }) kinds?: ArticleChangeKind[];
  @Input('text', SECTIONS, { kept: true, ...SECTIONS_LISTED }) sections?: string[];
  @Input(
    CONTENT,
    'How much it is told; `ids` when it was never said. Stories come as far as your key may read them.',
    { kept: true },
  )
  content?: WebhookContent;
  @Input('text', 'E-mail address that is told when it is disabled.', { optional: true, max: 254 })
  @IsEmail()
  notifyEmail?: string | null;
}

@ApiSchema({ description: 'A webhook to make.' })
@InputType({ description: 'A webhook to make.' })
export class CreateWebhookInput extends WebhookOptionsInput {
  @Input('url', URL, { max: URL_LENGTH }) url: string;
  @Input('id', "Id of the partner whose rights it gets; with a partner's key, that partner.", {
    optional: true,
  })
  partner?: string | null;
}

@ApiSchema({ description: 'What to change of a webhook. What is left out is left alone; null clears.' })
@InputType({ isAbstract: true })
export class WebhookPatch extends WebhookOptionsInput {
  @Input('url', URL, { kept: true, max: URL_LENGTH }) url?: string;
  @Input('truth', 'Whether it is told anything.', { kept: true }) enabled?: boolean;
}

const WHICH = 'Id of the webhook.';
const VERSION = 'The version that the change is based on.';

@InputType({ description: 'What to change of a webhook. What is left out is left alone; null clears.' })
export class UpdateWebhookInput extends WebhookPatch {
  @Input('id', WHICH) id: string;
  @Input('int', VERSION) version: number;
}

@InputType({ description: 'A webhook to delete.' })
export class DeleteWebhookInput {
  @Input('id', WHICH) id: string;
  @Input('int', VERSION) version: number;
}

@ApiSchema({ description: 'A new secret.' })
@InputType({ isAbstract: true })
export class SecretRotation {
  @Input('int', 'For how many hours deliveries are signed with the one before as well; 24 when absent.', {
    optional: true,
    ...{ min: 0, max: 168 },
  })
  overlapHours?: number | null;
}

@InputType({ description: 'A new secret for a webhook.' })
export class RotateWebhookSecretInput extends SecretRotation {
  @Input('id', WHICH) id: string;
}

@ApiSchema({ description: 'A test.' })
@InputType({ isAbstract: true })
export class WebhookTrial {
  @Input(KIND, 'A change to give an example of; `webhook.test` is sent when absent.', { optional: true })
  kind?: ArticleChangeKind | null;
}

@InputType({ description: 'A test of a webhook.' })
export class TestWebhookInput extends WebhookTrial {
  @Input('id', WHICH) id: string;
}

@ApiSchema({ description: 'Which changes to deliver again.' })
@InputType({ isAbstract: true })
export class ReplayOrder {
  @Input('text', 'From when on: a time by RFC 3339, or the id of a change, which is the first.', { max: 40 })
  @Matches(/^(?:\d{1,18}|\d{4}-\d\d-\d\d[Tt].+)$/)
  from: string;
}

@InputType({ description: 'Which changes to deliver again to a webhook.' })
export class ReplayWebhookInput extends ReplayOrder {
  @Input('id', WHICH) id: string;
}

@InputType({ description: 'A delivery to try again.' })
export class RetryWebhookDeliveryInput {
  @Input('id', WHICH) webhook: string;
  @Input('id', 'Id of the delivery.') id: string;
}

const ABOUT = { state: 'What became of them.', article: 'Id of the story that they are about.' };

/** Which deliveries to list, as REST takes it. */
export const deliveryParameters = {
  state: oneOf({ description: ABOUT.state, values: Object.values(WebhookDeliveryState) }).optional(),
  article: text({ description: ABOUT.article, max: 36 }).optional(),
} as const;

@ArgsType()
export class WebhookDeliveriesArgs extends ForwardArgs {
  @Field(() => ID, { description: WHICH }) webhook: string;
  @Field(() => WebhookDeliveryState, { nullable: true, description: ABOUT.state })
  state?: WebhookDeliveryState | null;
  @Field(() => ID, { nullable: true, description: ABOUT.article }) article?: string | null;
}
