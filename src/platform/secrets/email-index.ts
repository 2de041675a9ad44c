import { domainToASCII } from 'node:url';
import type { KeyRing } from './key-ring.js';

const UNSEEN = /[\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}]/gu;
/** A local part in quotes that it does not need (RFC 5321, section 4.1.2). */
const NEEDLESS_QUOTES = /^"([^"\\\s]+)"$/;

/**
 * The one way to write an e-mail address that mail servers take for the same: small letters, one Unicode form, nothing
 * that is not seen, the domain as it stands in DNS. Providers differ in what else they ignore, so nothing else is.
 */
export function canonicalEmail(email: string): string {
  const text = email.normalize('NFKC').replace(UNSEEN, '').trim().toLowerCase();
  const at = text.lastIndexOf('@');
  const domain = text.slice(at + 1);
  return `${text.slice(0, at).replace(NEEDLESS_QUOTES, '$1')}@${domainToASCII(domain) || domain}`;
}

/** What an address is found by: an HMAC, the same for every way of writing it. */
export const emailIndex = (ring: KeyRing, email: string): Buffer =>
  ring.index('comment-email', canonicalEmail(email));
