import { readFile } from 'node:fs/promises';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { plainAnswer, sendEncoded } from './answer.js';
import { type ContentEncoding, encodeAnswer, type EncodedAnswer } from './encoding.js';

export interface StaticSource {
  readonly path: string;
  /** With its charset, such as `text/css; charset=utf-8`. */
  readonly mediaType: string;
  /** Changes the text before it is served. */
  readonly edit?: (text: string) => string;
}

/** A year: an address with the hash of its content never gets another content. */
const FOR_EVER = 'public, max-age=31536000, immutable';

/** Characters of the hash in the address of a file. */
const HASH_LENGTH = 12;

/** A text file that browsers load. It is read when it is first asked for, and compressed once for each encoding. */
export class StaticFile {
  #plain: Promise<EncodedAnswer> | null = null;
  readonly #encoded = new Map<ContentEncoding, Promise<EncodedAnswer>>();

  constructor(private readonly source: StaticSource) {}

  /** The hash of the content, for its address. */
  async hash(): Promise<string> {
    return (await this.plain()).etag.slice(1, 1 + HASH_LENGTH);
  }

  async send(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    return sendEncoded(request, reply, await this.plain(), (encoding) => this.encoded(encoding));
  }

  private plain(): Promise<EncodedAnswer> {
    this.#plain ??= this.read();
    return this.#plain;
  }

  private async read(): Promise<EncodedAnswer> {
    const { path, mediaType, edit = (text) => text } = this.source;
    const text = edit(await readFile(path, 'utf8'));
    return plainAnswer({ json: text, cacheControl: FOR_EVER, headers: { 'content-type': mediaType } });
  }

  private encoded(encoding: ContentEncoding): Promise<EncodedAnswer> {
    let encoded = this.#encoded.get(encoding);
    if (!encoded) {
      encoded = this.plain().then((plain) => encodeAnswer(plain, encoding));
      this.#encoded.set(encoding, encoded);
    }
    return encoded;
  }
}
