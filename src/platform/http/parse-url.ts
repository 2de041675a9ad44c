/**
 * A URL (WHATWG), or null for a text that is none. In place of `URL.canParse`, which Node 20 answers wrongly once it is
 * compiled: from some thousandth call on, a host with letters such as `ü` is no longer one.
 */
export function parseUrl(text: string, base?: string): URL | null {
  try {
    return new URL(text, base);
  } catch {
    return null;
  }
}
