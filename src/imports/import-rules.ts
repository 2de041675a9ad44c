import { check } from '../platform/http/rules.js';

export const WEB_URL = { protocols: ['http', 'https'], require_protocol: true, require_tld: false };

/** A status that says the story comes later needs the time when it comes. */
export const HasItsTime = () =>
  check(
    'hasItsTime',
    (status, story) =>
      status !== 'scheduled' ||
      ['publishAt', 'publishedAt'].some((name) => Boolean((story as Record<string, unknown>)[name])),
    'a scheduled story needs publishAt',
  );
