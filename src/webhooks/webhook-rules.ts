import { invalidInput } from '../platform/api/errors.js';
import { hasPublicHost } from '../platform/http/outside-call.js';
import { parseUrl } from '../platform/http/parse-url.js';

/** Injection token of `WebhookOptions`. */
export const WEBHOOK_OPTIONS = Symbol('WEBHOOK_OPTIONS');

export interface WebhookOptions {
  /** Whether targets may be in a private network, and without TLS. */
  readonly allowPrivate: boolean;
}

const URL_LENGTH = 2_000;

/**
 * The address of a webhook in the one spelling that it is kept in. Where its host leads to is judged again with every
 * connection.
 * @throws DomainError INVALID_INPUT with INVALID_URL, HTTPS_REQUIRED or ADDRESS_NOT_PUBLIC
 */
export function targetAddress(text: string, { allowPrivate }: WebhookOptions): string {
  const url = parseUrl(text);
  const isSound =
    url !== null &&
    /^https?:$/.test(url.protocol) &&
    url.hostname !== '' &&
    url.username === '' &&
    url.password === '' &&
    url.href.length <= URL_LENGTH;
  if (!isSound)
    throw refusal('INVALID_URL', `url must be an https address of at most ${URL_LENGTH} characters.`);
  if (!allowPrivate && url.protocol !== 'https:')
    throw refusal('HTTPS_REQUIRED', 'url must begin with https:.');
  if (!allowPrivate && !hasPublicHost(url)) {
    throw refusal('ADDRESS_NOT_PUBLIC', 'url must not lead to this machine or a private network.');
  }
  url.hash = '';
  return url.href;
}

const refusal = (code: string, detail: string) => invalidInput([{ pointer: '/url', code, detail }]);
