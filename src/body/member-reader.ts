import { invalidInput, type FieldError } from '../platform/api/errors.js';
import { MAX_CHARACTERS, bodyTooLong } from './body-limits.js';
import { cleanText } from './clean-text.js';

const MAX_ERRORS = 100;
const KEY = /^[\w.:-]{1,64}$/;

/** Collects what is wrong with an input, and counts its text. */
export class Faults {
  private readonly errors: FieldError[] = [];
  private characters = 0;

  /** Notes a fault; throws all of them once there are too many to be of use. */
  add(pointer: string, code: string, detail: string): void {
    this.errors.push({ pointer, code, detail });
    if (this.errors.length >= MAX_ERRORS) this.throwAny();
  }

  /** Throws 422 `INVALID_INPUT` when anything was noted. */
  throwAny(): void {
    if (this.errors.length > 0) throw invalidInput(this.errors);
  }

  /** Counts text, and what costs as much as text; throws `TOO_LONG` beyond `MAX_CHARACTERS`. */
  addLength(length: number): void {
    this.characters += length;
    if (this.characters > MAX_CHARACTERS) {
      throw bodyTooLong(`A body has at most ${MAX_CHARACTERS.toLocaleString('en')} characters.`);
    }
  }
}

/**
 * Reads the members of one object of an untrusted JSON value. Each fault is noted with its JSON Pointer; a reader
 * method then gives a harmless value, so that one pass finds all faults. `null` counts as absent.
 */
export class MemberReader {
  private constructor(
    private readonly members: Readonly<Record<string, unknown>>,
    readonly pointer: string,
    readonly faults: Faults,
  ) {}

  /** The reader of an object, or null (with a fault noted) when `value` is not one. */
  static of(value: unknown, pointer: string, faults: Faults): MemberReader | null {
    faults.addLength(1);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      return new MemberReader(value as Record<string, unknown>, pointer, faults);
    }
    faults.add(pointer, 'INVALID_TYPE', 'An object is expected.');
    return null;
  }

  fault(member: string, code: string, detail: string): void {
    this.faults.add(`${this.pointer}/${member}`, code, detail);
  }

  /** Notes every member that is not among `known`. */
  allowOnly(...known: readonly string[]): void {
    for (const name of Object.keys(this.members)) {
      if (known.includes(name)) continue;
      const member = name.slice(0, 100).replaceAll('~', '~0').replaceAll('/', '~1');
      this.fault(member, 'UNKNOWN_MEMBER', 'This member is not known here.');
    }
  }

  has(member: string): boolean {
    return this.get(member) !== undefined;
  }

  /** The member's cleaned text; undefined when it is absent, and a fault when it is no string. */
  text(member: string): string | undefined {
    const value = this.get(member);
    if (value === undefined) return undefined;
    if (typeof value !== 'string') {
      this.fault(member, 'INVALID_TYPE', 'A string is expected.');
      return undefined;
    }
    this.faults.addLength(value.length);
    return cleanText(value);
  }

  /** The member's text; a fault when it is absent. */
  requiredText(member: string): string {
    if (!this.has(member)) this.fault(member, 'REQUIRED', 'This member is required.');
    return this.text(member) ?? '';
  }

  /** The member's text without white space at its ends; undefined when nothing is left. */
  trimmedText(member: string): string | undefined {
    return this.text(member)?.trim() || undefined;
  }

  oneOf<T extends string>(member: string, values: readonly T[]): T | undefined {
    const text = this.text(member);
    const value = values.find((known) => known === text);
    if (text !== undefined && value === undefined) {
      this.fault(member, 'UNKNOWN_VALUE', `One of ${values.join(', ')} is expected.`);
    }
    return value;
  }

  /** Like `oneOf`; a fault when the member is absent. */
  requiredOneOf<T extends string>(member: string, values: readonly T[]): T | undefined {
    if (!this.has(member)) this.fault(member, 'REQUIRED', 'This member is required.');
    return this.oneOf(member, values);
  }

  integer(member: string, min: number, max: number): number | undefined {
    const value = this.get(member);
    if (value === undefined) return undefined;
    if (typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max) return value;
    this.fault(member, 'OUT_OF_RANGE', `A whole number from ${min} to ${max} is expected.`);
    return undefined;
  }

  flag(member: string): boolean {
    const value = this.get(member);
    if (value !== undefined && typeof value !== 'boolean') {
      this.fault(member, 'INVALID_TYPE', 'A boolean is expected.');
    }
    return value === true;
  }

  /** The member's address as `accept` understands it; a fault when it is absent or refused. */
  url(member: string, accept: (raw: string) => string | null, expected: string): string {
    if (!this.has(member)) this.fault(member, 'REQUIRED', `${expected} is expected.`);
    const raw = this.text(member);
    if (raw === undefined) return '';
    const url = accept(raw);
    if (url === null) this.fault(member, 'INVALID_URL', `${expected} is expected.`);
    return url ?? '';
  }

  /** The member's items; an empty list when it is absent, and a fault when it is no array. */
  items(member: string): readonly unknown[] {
    const value = this.get(member);
    if (value === undefined) return [];
    if (Array.isArray(value)) return value;
    this.fault(member, 'INVALID_TYPE', 'An array is expected.');
    return [];
  }

  /** The object's `_key` if it has one: unique among `taken`, to which it is added. */
  key(taken: Set<string>): string | undefined {
    const key = this.text('_key');
    if (key === undefined) return undefined;
    if (!KEY.test(key))
      this.fault('_key', 'INVALID_KEY', 'A key is 1 to 64 letters, digits, "-", "_", "." or ":".');
    else if (taken.has(key)) this.fault('_key', 'DUPLICATE_KEY', 'Another item has the same key.');
    taken.add(key);
    return key;
  }

  private get(member: string): unknown {
    return Object.hasOwn(this.members, member) ? (this.members[member] ?? undefined) : undefined;
  }
}
