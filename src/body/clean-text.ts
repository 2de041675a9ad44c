// Controls other than tab and line feed cannot stand in XML 1.0 (feeds, sitemaps) or show nothing, and NUL cannot
// be stored by PostgreSQL; the non-characters U+FFFE and U+FFFF cannot stand in XML either. Bidi controls (category
// "format") are text and stay.
const UNSTORABLE = /[^\P{Cc}\t\n]|[\uFFFE\uFFFF]/gu;
const LINE_END = /\r\n?/g;
// With the `u` flag a surrogate in a class matches only where it has no partner.
const LONE_SURROGATE = /\p{Surrogate}/gu;

/**
 * Text that PostgreSQL (text and jsonb), JSON and XML can all hold: line ends become `\n`, other control
 * characters go, a lone surrogate becomes U+FFFD.
 */
export function cleanText(text: string): string {
  return text.replace(LINE_END, '\n').replace(UNSTORABLE, '').replace(LONE_SURROGATE, '\uFFFD');
}
