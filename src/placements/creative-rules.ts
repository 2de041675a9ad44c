import { check } from '../platform/http/rules.js';
import { hasPublicHost } from '../platform/http/outside-call.js';
import { parseUrl } from '../platform/http/parse-url.js';

/** Longest address of a sponsor or a picture, in characters. */
export const ADDRESS_LENGTH = 2_000;

const TAG = /<[a-z/!?]/i;
/** Controls, line ends among them, and signs that turn the direction of what follows. */
const CONTROL = /[\p{Cc}\p{Zl}\p{Zp}\u202A-\u202E\u2066-\u2069\uFFFE\uFFFF]/u;
/** What is not seen: spaces, the blank of braille, and what fonts leave out. */
const UNSEEN = /[\s\u2800\p{Default_Ignorable_Code_Point}]/gu;

/** A link in the one spelling that browsers give it; null for what is none, or leads elsewhere than to a web site. */
export function webAddress(text: string): string | null {
  const url = parseUrl(text);
  const isWeb = url !== null && (url.protocol === 'https:' || url.protocol === 'http:');
  if (!isWeb || url.hostname === '' || url.username !== '' || url.password !== '') return null;
  return url.href.length <= ADDRESS_LENGTH ? url.href : null;
}

const isText =
  (holds: (text: string) => boolean) =>
  (value: unknown): boolean =>
    typeof value !== 'string' || holds(value);

/** Text that is shown as it is: with something to see, and no HTML. */
export const PlainText = (): PropertyDecorator => {
  const rules = [
    check(
      'hasNoHtml',
      isText((text) => !TAG.test(text)),
      '$property is plain text: HTML is not allowed',
      { context: { code: 'HTML_NOT_ALLOWED' } },
    ),
    check(
      'hasNoControls',
      isText((text) => !CONTROL.test(text)),
      '$property must be one line without control characters, those for the direction of text among them',
      { context: { code: 'CONTROL_CHARACTER' } },
    ),
    check(
      'isSeen',
      isText((text) => text.replaceAll(UNSEEN, '') !== ''),
      '$property has nothing to see',
      { context: { code: 'REQUIRED' } },
    ),
  ];
  return (prototype, property) => rules.forEach((rule) => rule(prototype, property));
};

/** A link that is still one as browsers spell it, without a name or password in it. */
export const WebAddress = (): PropertyDecorator =>
  check(
    'isWebAddress',
    isText((text) => webAddress(text) !== null),
    `$property must be an http or https address of at most ${ADDRESS_LENGTH} characters`,
    { context: { code: 'INVALID_URL' } },
  );

/** The address of something that every reader can fetch. */
export const PublicAddress = (): PropertyDecorator =>
  check(
    'isPublicAddress',
    isText((text) => {
      const url = parseUrl(text);
      return url === null || hasPublicHost(url);
    }),
    '$property must be a public address: not one of this machine or of a private network',
    { context: { code: 'ADDRESS_NOT_PUBLIC' } },
  );
