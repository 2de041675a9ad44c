import { attributes, html, type Html } from '../html.js';

/** Scripts that are written from right to left (ISO 15924). */
const RIGHT_TO_LEFT = new Set('Adlm Arab Hebr Mand Mend Nkoo Rohg Samr Syrc Thaa'.split(' '));

function localeOf(language: string): Intl.Locale {
  try {
    return new Intl.Locale(language);
  } catch {
    return new Intl.Locale('en');
  }
}

export const directionOf = (language: string): 'ltr' | 'rtl' =>
  RIGHT_TO_LEFT.has(localeOf(language).maximize().script ?? '') ? 'rtl' : 'ltr';

/** Attributes of an element in this language: none where it is that of what stands around it. */
export const languageOf = (language: string, around: string): Html =>
  attributes(language === around ? {} : { lang: language, dir: directionOf(language) });

/** A language by its own name: `français` of `fr`. */
export function nameOfLanguage(language: string): string {
  const { baseName } = localeOf(language);
  return new Intl.DisplayNames([baseName], { type: 'language' }).of(baseName) ?? language;
}

const FORMATS = {
  day: { day: 'numeric', month: 'long', year: 'numeric' },
  minute: {
    ...{ day: 'numeric', month: 'long', year: 'numeric' },
    ...{ hour: '2-digit', minute: '2-digit', timeZoneName: 'short' },
  },
} as const satisfies Record<string, Intl.DateTimeFormatOptions>;

const formatters = new Map<string, Intl.DateTimeFormat>();

function formatter(language: string, length: keyof typeof FORMATS): Intl.DateTimeFormat {
  const key = `${language} ${length}`;
  const known = formatters.get(key);
  if (known) return known;
  // Pages are kept by shared caches, so a date must read the same for everybody.
  const options = { ...FORMATS[length], timeZone: 'UTC' };
  const made = new Intl.DateTimeFormat(localeOf(language).baseName, options);
  formatters.set(key, made);
  return made;
}

/** A point in time (RFC 3339) as readers of this language write it. */
export const dateHtml = (instant: string, language: string, length: keyof typeof FORMATS = 'day'): Html =>
  html`<time datetime="${instant}">${formatter(language, length).format(new Date(instant))}</time>`;
