import { ObjectType, registerEnumType } from '@nestjs/graphql';
import { ArticleChangeKind } from '../live/article-change.view.js';
import { listOf } from '../platform/api/list.view.js';
import { InputFault } from '../platform/api/mutation.view.js';
import { Public } from '../platform/api/view.js';

export enum WebhookDeliveryState {
  WAITING = 'waiting',
  DELIVERED = 'delivered',
  FAILED = 'failed',
  CANCELLED = 'cancelled',
}
registerEnumType(WebhookDeliveryState, {
  name: 'WebhookDeliveryState',
  description: 'What became of a delivery.',
  valuesMap: {
    WAITING: { description: 'It is to be tried, or tried again.' },
    DELIVERED: { description: 'It was taken.' },
    FAILED: { description: 'It was given up after three days.' },
    CANCELLED: { description: 'It is not sent: the webhook was disabled, or may not have it any more.' },
  },
});

export enum WebhookDeliveryError {
  STATUS = 'status',
  REDIRECT = 'redirect',
  TIMEOUT = 'timeout',
  UNREACHABLE = 'unreachable',
  NOT_PUBLIC = 'notPublic',
  TLS = 'tls',
  WITHDRAWN = 'withdrawn',
  DISABLED = 'disabled',
}
registerEnumType(WebhookDeliveryError, {
  name: 'WebhookDeliveryError',
  description: 'Why a delivery was not taken, or not sent.',
  valuesMap: {
    STATUS: { description: 'The answer was none of success.' },
    REDIRECT: { description: 'The answer was a redirect, which is not followed.' },
    TIMEOUT: { description: 'There was no answer within ten seconds.' },
    UNREACHABLE: { description: 'The host was not found, or the connection failed.' },
    NOT_PUBLIC: { description: 'The host is in a private network.' },
    TLS: { description: "The host's certificate is not trusted." },
    WITHDRAWN: { description: 'The partner may not have the story any more, and never had it.' },
    DISABLED: { description: 'The webhook was disabled.' },
  },
});

const STATUS = 'Status of the answer; null when there was none.';
const ERROR = 'Why it was not taken; null when it was, and before it was tried.';
const ERROR_KIND = { enum: WebhookDeliveryError, name: 'WebhookDeliveryError' } as const;

@ObjectType({ description: 'Something that a webhook is told, or was.' })
export class WebhookDelivery {
  @Public('id', 'Identifier: `webhook-id` is `msg_` and this.') id: string;
  @Public({ enum: WebhookDeliveryState, name: 'WebhookDeliveryState' }, 'What became of it.')
  state: WebhookDeliveryState;
  @Public('key', 'The change that it tells of.') changeId: string;
  @Public('id', 'The story that it is about.') articleId: string;
  @Public({ enum: ArticleChangeKind, name: 'ArticleChangeKind' }, 'What happened to the story.')
  kind: ArticleChangeKind;
  @Public('truth', 'Whether it was asked for by a replay.') replayed: boolean;
  @Public('int', 'How often it was tried, the attempt under way included.') attempts: number;
  @Public('int', STATUS, { nullable: true }) status: number | null;
  @Public(ERROR_KIND, ERROR, { nullable: true }) error: WebhookDeliveryError | null;
  @Public('int', 'How long the last attempt took, in milliseconds.', { nullable: true })
  durationMs: number | null;
  @Public('instant', 'When it was put into the queue.') createdAt: string;
  @Public('instant', 'When it was last tried.', { nullable: true }) lastAttemptAt: string | null;
  @Public(
    'instant',
    'When it is tried next; null when it is not, or waits for an earlier one of its story.',
    {
      nullable: true,
    },
  )
  nextAttemptAt: string | null;
  @Public('instant', 'When it was taken, given up or cancelled.', { nullable: true }) endedAt: string | null;
}

/** One page of deliveries. */
export const WebhookDeliveryList = listOf('WebhookDelivery', () => WebhookDelivery);

@ObjectType({ description: 'What came of trying a delivery again.' })
export class WebhookDeliveryPayload {
  @Public(() => WebhookDelivery, 'The delivery, which waits.', { nullable: true })
  delivery: WebhookDelivery | null;
  @Public(() => [InputFault], 'Why it is not tried; empty when it is.') errors: InputFault[];
}

@ObjectType({ description: 'What a webhook answered to a test. What else it said is not shown.' })
export class WebhookTest {
  @Public('truth', 'Whether it took it.') delivered: boolean;
  @Public('int', STATUS, { nullable: true }) status: number | null;
  @Public(ERROR_KIND, 'Why it did not; null when it did.', { nullable: true })
  error: WebhookDeliveryError | null;
  @Public('int', 'How long it took, in milliseconds.') durationMs: number;
}

@ObjectType({ description: 'What came of testing a webhook.' })
export class WebhookTestPayload {
  @Public(() => WebhookTest, 'What it answered.', { nullable: true }) test: WebhookTest | null;
  @Public(() => [InputFault], 'Why it was not tested; empty when it was.') errors: InputFault[];
}

@ObjectType({ description: 'What is delivered again.' })
export class WebhookReplay {
  @Public('int', 'How many deliveries were put into the queue.') queued: number;
  @Public('truth', 'Whether there is more than is taken at once.') hasMore: boolean;
  @Public('key', 'The change to go on from, to be given as `from`; null when that was all.', {
    nullable: true,
  })
  next: string | null;
}

@ObjectType({ description: 'What came of asking for changes again.' })
export class WebhookReplayPayload {
  @Public(() => WebhookReplay, 'What is delivered again.', { nullable: true }) replay: WebhookReplay | null;
  @Public(() => [InputFault], 'Why nothing is; empty when something may be.') errors: InputFault[];
}
