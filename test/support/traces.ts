import { createHash } from 'node:crypto';

const ALGORITHMS = ['md5', 'sha1', 'sha256', 'sha384', 'sha512'] as const;

/** Fewer characters of a digest than this might come up by chance. */
const DIGEST_LENGTH = 12;

/**
 * Everything that anybody could write or compute of a text without a key: as it is and as it is compared, reversed, in
 * hexadecimal and base64 at any place of a longer text, and its digests. In lower case.
 */
export function tracesOf(secret: string): string[] {
  const forms = [...new Set([secret, secret.trim(), secret.toLowerCase(), secret.toUpperCase()])];
  const written = forms.flatMap((form) => [
    form,
    [...form].reverse().join(''),
    encodeURIComponent(form),
    Buffer.from(form).toString('hex'),
    ...base64Of(form),
  ]);
  const digests = forms.flatMap((form) => ALGORITHMS.flatMap((name) => digestsOf(name, form)));
  return [...new Set([...written, ...digests].map((trace) => trace.toLowerCase()))];
}

/** What of it stands in base64 wherever it begins: the first and the last character depend on what is around it. */
const base64Of = (text: string): string[] =>
  [0, 1, 2].flatMap((offset) => {
    const bytes = Buffer.concat([Buffer.alloc(offset), Buffer.from(text)]);
    const whole = (['base64', 'base64url'] as const).map((name) => bytes.toString(name).replace(/=+$/, ''));
    return whole.map((encoded) => encoded.slice(offset === 0 ? 0 : offset + 1, -1));
  });

function digestsOf(algorithm: string, text: string): string[] {
  const digest = createHash(algorithm).update(text).digest();
  return (['hex', 'base64', 'base64url'] as const).map((name) =>
    digest.toString(name).slice(0, DIGEST_LENGTH),
  );
}

/** A text with what hides in it: escapes of JSON, of URLs and of XML undone. */
const readings = (text: string): string[] => [
  text,
  text.replaceAll(/\\u([0-9a-f]{4})/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16))),
  text.replaceAll(/%([0-9a-f]{2})/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16))),
  text
    .replaceAll(/&#x([0-9a-f]+);/gi, (_, code: string) => String.fromCodePoint(Number.parseInt(code, 16)))
    .replaceAll(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code))),
];

/** The first trace that stands in a text, with what is around it; null when there is none. */
export function findTrace(text: string, traces: readonly string[]): string | null {
  for (const reading of new Set(readings(text))) {
    const lower = reading.toLowerCase();
    for (const trace of traces) {
      const place = lower.indexOf(trace);
      if (place >= 0) return `${trace} in …${lower.slice(Math.max(0, place - 80), place + 120)}…`;
    }
  }
  return null;
}
