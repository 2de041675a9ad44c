import { createHash } from 'node:crypto';

export const MAX_NAME = 200;

/** A term by the slug and the name that it gets here. */
export interface NamedTerm {
  readonly slug: string;
  readonly name: string;
}

/** What sets two of one name apart, and stays. */
export const shortHash = (text: string): string =>
  createHash('sha256').update(text).digest('hex').slice(0, 8);

/** A string that keeps nothing else in memory: what a parser gives is a part of the chunk it was read from. */
export const copyOf = (text: string): string => Buffer.from(text).toString();
