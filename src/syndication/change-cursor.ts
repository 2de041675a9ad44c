import { timingSafeEqual } from 'node:crypto';
import { DomainError } from '../platform/api/errors.js';
import type { KeyRing } from '../platform/secrets/key-ring.js';

/** Where somebody is who follows the changes. */
export interface ChangePosition {
  /** Everything in the log up to here is done with, or stands in the current state that is read first. */
  readonly seq: number;
  /** The story up to which the current state was read, by id, or `''` at its beginning; null once it was read whole. */
  readonly state: string | null;
}

/** Who follows, and by which of the rights that it had. */
export interface Follower {
  readonly name: string;
  readonly rights: number;
}

/** What a cursor says. */
export interface ChangeCursor {
  readonly position: ChangePosition;
  readonly follower: Follower;
}

const MAC_BYTES = 16;
const LONGEST = 400;

/**
 * Writes and reads cursors: `[seq, state, name, rights]` as JSON and the beginning of its HMAC-SHA-256, in base64url. Their
 * inside is nobody's business but ours, and nobody else can make one.
 */
export class ChangeCursors {
  constructor(private readonly keys: KeyRing) {}

  write({ position: { seq, state }, follower: { name, rights } }: ChangeCursor): string {
    const text = JSON.stringify([seq, state, name, rights]);
    return Buffer.concat([this.mac(text), Buffer.from(text)]).toString('base64url');
  }

  /** @throws DomainError INVALID_CURSOR for anything that this installation has not written */
  read(cursor: string): ChangeCursor {
    const bytes = Buffer.from(cursor.length > LONGEST ? '' : cursor, 'base64url');
    const text = bytes.subarray(MAC_BYTES).toString();
    const mac = bytes.subarray(0, MAC_BYTES);
    const isOurs = mac.length === MAC_BYTES && timingSafeEqual(mac, this.mac(text));
    // What is no base64url is left out when it is read, so several texts could be one cursor.
    if (!isOurs || bytes.toString('base64url') !== cursor) throw invalidCursor();
    const [seq, state, name, rights] = JSON.parse(text) as [number, string | null, string, number];
    return { position: { seq, state }, follower: { name, rights } };
  }

  private mac(text: string): Buffer {
    return this.keys.index('change-cursor', text).subarray(0, MAC_BYTES);
  }
}

const invalidCursor = (): DomainError =>
  new DomainError('INVALID_CURSOR', 400, 'after is not a cursor that this API gave.', {
    errors: [{ pointer: 'after', code: 'INVALID_CURSOR', detail: 'Use the cursor of an answer, unchanged.' }],
  });
