/** Scripts that are written from right to left (ISO 15924). */
const RIGHT_TO_LEFT = new Set('Adlm Arab Hebr Mand Mend Nkoo Rohg Samr Syrc Thaa'.split(' '));

const USUAL = new Intl.Locale('en');

function localeOf(language: string): Intl.Locale {
  try {
    return new Intl.Locale(language);
  } catch {
    return USUAL;
  }
}

export const directionOf = (language: string): 'ltr' | 'rtl' =>
  RIGHT_TO_LEFT.has(localeOf(language).maximize().script ?? '') ? 'rtl' : 'ltr';

/** A day (in UTC, the same for every reader) as it is written in this language. */
export const dayIn = (language: string, instant: string): string =>
  new Intl.DateTimeFormat(localeOf(language).baseName, {
    ...{ day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' },
  }).format(new Date(instant));
