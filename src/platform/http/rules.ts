import { ValidateBy, type ValidationArguments, type ValidationOptions } from 'class-validator';
import { parseUrl } from './parse-url.js';

type Rule = (value: unknown, object: object) => boolean;

/** Makes a rule of class-validator. */
export const check = (
  name: string,
  holds: Rule,
  message: string,
  options: ValidationOptions = {},
): PropertyDecorator =>
  ValidateBy(
    {
      name,
      validator: {
        validate: (value: unknown, args?: ValidationArguments) => holds(value, args?.object ?? {}),
        defaultMessage: () => message,
      },
    },
    options,
  );

const RFC3339 = /^(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):\d\d:\d\d(\.\d+)?([Zz]|[-+]\d\d:\d\d)$/;

/** Whether a text is a time by RFC 3339 that JavaScript and PostgreSQL know: no leap second, no year 0, to which an offset can lead, too. */
function isInstant(value: unknown): boolean {
  const [text, year, month, day, hour] = (typeof value === 'string' && RFC3339.exec(value)) || [];
  if (text === undefined || year === '0000' || hour === '24' || Number.isNaN(Date.parse(text))) return false;
  // `Date` takes the 30th of February for the 2nd of March.
  const date = new Date(`${year}-${month}-${day}T00:00:00Z`);
  const utcYear = new Date(text).getUTCFullYear();
  return date.getUTCDate() === Number(day) && utcYear >= 1 && utcYear <= 9999;
}

const isLanguage = (value: unknown): boolean => {
  try {
    return typeof value === 'string' && Intl.getCanonicalLocales(value).length === 1;
  } catch {
    return false;
  }
};

const isAddress = (value: unknown): boolean =>
  typeof value === 'string' && value.trim() !== '' && parseUrl(value, 'http://site.invalid') !== null;

const isName = (value: unknown): boolean => typeof value === 'string' && value.trim() !== '';

/** A point in time by RFC 3339. */
export const IsInstant = () =>
  check('isInstant', isInstant, '$property must be an RFC 3339 time, such as 2020-11-08T06:00:00.000Z');

/** A language tag by BCP 47. */
export const IsLanguage = (options: ValidationOptions = {}) =>
  check('isLanguage', isLanguage, '$property must be a BCP 47 language tag, such as en', options);

/** A list of URLs, or of paths on the site. */
export const AreAddresses = () =>
  check('areAddresses', isAddress, 'each of $property must be a URL or a path', { each: true });

/** A list of texts with something in them. */
export const AreNames = () =>
  check('areNames', isName, 'each of $property must be a name or a slug', { each: true });
