import {
  type ContentEncoding,
  encodeAnswer,
  type EncodedAnswer,
  etagFor,
  notModifiedHeaders,
} from '../http/encoding.js';
import type { Tag } from './tag.js';

/** Bytes that an entry takes beside what it holds. */
const OVERHEAD = 600;

/** One representation, ready to be written: names and values of its headers one after the other, as Node takes them. */
export interface Representation {
  readonly etag: string;
  readonly headers: string[];
  readonly notModified: string[];
  readonly bytes: Buffer;
}

export interface Kept {
  readonly answer: EncodedAnswer;
  /** Headers that do not depend on the request, beside the answer's own; the answer's win. */
  readonly always: Readonly<Record<string, string>>;
  readonly tags: readonly Tag[];
  /** The epoch in which it was begun. */
  readonly since: number;
  readonly route: string;
}

/** An answer in memory, in all the encodings that were asked for: each is made once. */
export class CachedAnswer {
  readonly status: number;
  readonly route: string;
  readonly since: number;
  readonly tags: Float64Array;
  /** The last epoch in which its tags were looked at. */
  checkedIn: number;
  readonly #plain: EncodedAnswer;
  readonly #always: Readonly<Record<string, string>>;
  readonly #ready = new Map<ContentEncoding, Representation>();
  readonly #making = new Map<ContentEncoding, Promise<Representation>>();

  constructor({ answer, always, tags, since, route }: Kept) {
    this.status = answer.status;
    this.route = route;
    this.since = since;
    this.checkedIn = since;
    this.tags = Float64Array.from(tags);
    this.#plain = answer;
    this.#always = always;
    this.#ready.set('identity', this.#represent('identity', answer));
  }

  /** Bytes in memory. */
  get size(): number {
    let size = OVERHEAD + this.tags.byteLength;
    for (const { bytes, headers } of this.#ready.values()) {
      size += bytes.length + 2 * headers.reduce((sum, text) => sum + text.length, 0);
    }
    return size;
  }

  /** Bytes of the answer before it is encoded. */
  get length(): number {
    return this.#plain.bytes.length;
  }

  representation(encoding: ContentEncoding): Representation | undefined {
    return this.#ready.get(encoding);
  }

  /** Makes a representation that is not ready, once however many wait for it. */
  make(encoding: ContentEncoding): Promise<Representation> {
    let making = this.#making.get(encoding);
    if (!making) {
      making = encodeAnswer(this.#plain, encoding).then((encoded) => {
        const made = this.#represent(encoding, encoded);
        this.#ready.set(encoding, made);
        return made;
      });
      this.#making.set(encoding, making);
    }
    return making;
  }

  #represent(encoding: ContentEncoding, encoded: EncodedAnswer): Representation {
    const notModified = { ...this.#always, ...notModifiedHeaders(this.#plain, encoding) };
    return {
      etag: etagFor(this.#plain, encoding),
      headers: flat({ ...this.#always, ...encoded.headers }),
      notModified: flat(notModified),
      bytes: encoded.bytes,
    };
  }
}

const flat = (headers: Readonly<Record<string, string>>): string[] => Object.entries(headers).flat();
