import { cleanText } from '../body/clean-text.js';

/** An object of a JSON file that anybody may have written: nothing is known of its members. */
export type Fields = Readonly<Record<string, unknown>>;

/** A value as an object; null for anything else. */
export const fieldsOf = (value: unknown): Fields | null =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : null;

/** A member of its own, whatever an object inherits. */
export const valueIn = (fields: Fields, name: string): unknown =>
  Object.hasOwn(fields, name) ? fields[name] : undefined;

/** A text, or a number as one; nothing else is any. */
export function textIn(fields: Fields, name: string): string {
  const value = valueIn(fields, name);
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' ? cleanText(value) : '';
}

/** Whether something is so, in any of the ways in which databases say it. */
export const flagIn = (fields: Fields, name: string): boolean =>
  [true, 1, '1', 'true'].includes(valueIn(fields, name) as string);

/** The objects of a list; a single one stands for a list of one. */
export function objectsIn(fields: Fields, name: string): Fields[] {
  const value = valueIn(fields, name);
  const list: unknown[] = Array.isArray(value) ? value : [value];
  return list.flatMap((one): Fields[] => {
    const object = fieldsOf(one);
    return object ? [object] : [];
  });
}

/** A point in time: an RFC 3339 time, one of a database in UTC, or milliseconds; null for what is none. */
export function timeIn(fields: Fields, name: string): Date | null {
  const value = valueIn(fields, name);
  if (typeof value === 'number') return dateOf(new Date(value));
  if (typeof value !== 'string' || !/^\d{4}-\d\d-\d\d/.test(value)) return null;
  const text = value.trim();
  return dateOf(new Date(/^[\d-]+ [\d:.]+$/.test(text) ? `${text.replace(' ', 'T')}Z` : text));
}

/** PostgreSQL and RFC 3339 know no other years. */
const dateOf = (date: Date): Date | null =>
  date.getUTCFullYear() >= 1 && date.getUTCFullYear() <= 9_999 ? date : null;
