import { expect, it } from 'vitest';
import { canonicalEmail } from './email-index.js';

it.each([
  'ada.byron@example.org',
  ' Ada.Byron@EXAMPLE.org ',
  'ada.byron@example.org\u200b',
  'ada.byron@ex\u00adample.org',
  '\uff41da.byron@example.org',
  '"ada.byron"@example.org',
])('is one address, however it is written: %j', (email) => {
  expect(canonicalEmail(email)).toBe('ada.byron@example.org');
});

it('writes a domain as it stands in DNS', () => {
  expect(canonicalEmail('x@mu\u0308nchen.de')).toBe('x@xn--mnchen-3ya.de');
  expect(canonicalEmail('x@xn--mnchen-3ya.de')).toBe('x@xn--mnchen-3ya.de');
});

it('keeps apart what may be different people', () => {
  expect(canonicalEmail('ada+news@example.org')).not.toBe(canonicalEmail('ada@example.org'));
  expect(canonicalEmail('"a b"@example.org')).toBe('"a b"@example.org');
});
