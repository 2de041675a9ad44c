import { type Fields, fieldsOf } from '../imports/json-fields.js';

/** A text of an item, with what it is. */
export interface NinjsText {
  readonly role: string;
  readonly contentType: string;
  readonly value: string;
}

/**
 * An object of ninjs of any version. Names are read in lower case and lists under their names of version 2: `headline`,
 * `headline_main` and `headlines`, `byline` and `by`, `embargoed` and `embargoedUntil` are the same.
 */
export class NinjsItem {
  private readonly members: ReadonlyMap<string, unknown>;

  private constructor(fields: Fields) {
    this.members = new Map(Object.entries(fields).map(([name, value]) => [name.toLowerCase(), value]));
  }

  /** Null for what is no object. */
  static of(value: unknown): NinjsItem | null {
    const fields = fieldsOf(value);
    return fields && new NinjsItem(fields);
  }

  /** A text of the first of some members that has one. */
  text(...names: readonly string[]): string {
    for (const name of names) {
      const value = this.members.get(name);
      if (typeof value === 'string' && value.trim() !== '') return value.trim();
      if (typeof value === 'number') return String(value);
    }
    return '';
  }

  /** What is given under some names, whatever it is. Nothing, and an empty text, is not. */
  given(...names: readonly string[]): unknown[] {
    return names
      .map((name) => this.members.get(name) ?? '')
      .filter((value) => typeof value !== 'string' || value.trim() !== '');
  }

  /** A point in time, by RFC 3339; null for what is none. */
  time(...names: readonly string[]): Date | null {
    const text = this.text(...names);
    if (!/^\d{4}-\d\d-\d\d/.test(text)) return null;
    const date = new Date(text);
    return date.getUTCFullYear() >= 1 && date.getUTCFullYear() <= 9_999 ? date : null;
  }

  /** The objects of a list; of version 1 those of an object of any names, which become their own. */
  list(...names: readonly string[]): NinjsItem[] {
    for (const name of names) {
      const value = this.members.get(name);
      if (Array.isArray(value)) return value.flatMap((one: unknown) => NinjsItem.of(one) ?? []);
      const named = fieldsOf(value);
      if (named) return Object.entries(named).flatMap(([key, one]) => NinjsItem.of(withName(key, one)) ?? []);
    }
    return [];
  }

  /** Texts of a kind, such as `headline`: of version 1 the members that begin with it, later a list. */
  texts(kind: 'headline' | 'description' | 'body'): NinjsText[] {
    const listed = this.list(kind === 'body' ? 'bodies' : `${kind}s`).map((one) => ({
      role: one.text('role').toLowerCase(),
      contentType: one.text('contenttype', 'mimetype').toLowerCase(),
      value: one.text('value'),
    }));
    const single = [...this.members].flatMap(([name, value]) => {
      if (typeof value !== 'string' || (name !== kind && !name.startsWith(`${kind}_`))) return [];
      const role = name.slice(kind.length + 1);
      return { role, contentType: typeOfRole(role), value: value.trim() };
    });
    return [...listed, ...single].filter(({ value }) => value !== '');
  }
}

/** Version 1 says in the name of a member what its text is. */
const typeOfRole = (role: string): string =>
  /html/.test(role) ? 'text/html' : role === 'text' ? 'text/plain' : '';

const withName = (name: string, value: unknown): unknown => {
  const fields = fieldsOf(value);
  return fields ? { name, ...fields } : { name, value };
};
