import { DomainError } from '../platform/api/errors.js';
import type { ErrorCode } from '../platform/http/error-codes.js';

/** Webhooks of one partner, and of all together; deliveries that wait for one when it asks for a replay. */
export const WEBHOOK_LIMITS = { partner: 100, all: 2_000, waiting: 10_000 } as const;

const NOT_FOUND = 'There is no webhook with this id that you may see.';
const DELIVERY_NOT_FOUND = 'The webhook has no delivery with this id; those that ended are kept for 30 days.';
const DISABLED = 'The webhook is disabled: enable it first.';
const TOO_MANY = `There are as many webhooks as there may be: ${WEBHOOK_LIMITS.partner} of a partner, ${WEBHOOK_LIMITS.all} in all.`;
const OVERLAP =
  'The secret before the present one still holds: wait until `formerSecretUntil`, or give `overlapHours` as 0, and both end at once.';
const BACKLOG = `${WEBHOOK_LIMITS.waiting} deliveries or more wait for this webhook: replay when it has taken them.`;
const EXPIRED = 'The change log does not reach back so far.';

export const webhookErrorCodes: readonly ErrorCode[] = [
  { code: 'WEBHOOK_NOT_FOUND', status: 404, title: 'No such webhook', meaning: NOT_FOUND },
  {
    code: 'WEBHOOK_DELIVERY_NOT_FOUND',
    status: 404,
    title: 'No such delivery',
    meaning: DELIVERY_NOT_FOUND,
  },
  { code: 'WEBHOOK_DISABLED', status: 409, title: 'Webhook disabled', meaning: DISABLED },
  { code: 'TOO_MANY_WEBHOOKS', status: 409, title: 'Too many webhooks', meaning: TOO_MANY },
  { code: 'SECRETS_OVERLAP', status: 409, title: 'Former secret still holds', meaning: OVERLAP },
  { code: 'REPLAY_BACKLOG', status: 409, title: 'Too much is waiting', meaning: BACKLOG },
  { code: 'REPLAY_EXPIRED', status: 410, title: 'Too long ago', meaning: EXPIRED },
];

export const webhookNotFound = (): DomainError => new DomainError('WEBHOOK_NOT_FOUND', 404, NOT_FOUND);
export const webhookDeliveryNotFound = (): DomainError =>
  new DomainError('WEBHOOK_DELIVERY_NOT_FOUND', 404, DELIVERY_NOT_FOUND);
export const webhookDisabled = (): DomainError => new DomainError('WEBHOOK_DISABLED', 409, DISABLED);
export const tooManyWebhooks = (): DomainError => new DomainError('TOO_MANY_WEBHOOKS', 409, TOO_MANY);
export const secretsOverlap = (): DomainError => new DomainError('SECRETS_OVERLAP', 409, OVERLAP);
export const replayBacklog = (): DomainError => new DomainError('REPLAY_BACKLOG', 409, BACKLOG);
export const replayExpired = (): DomainError => new DomainError('REPLAY_EXPIRED', 410, EXPIRED);
