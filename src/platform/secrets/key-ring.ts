import { createCipheriv, createDecipheriv, createHash, createHmac, hkdfSync, randomBytes } from 'node:crypto';

export interface Key {
  /** One to sixteen letters and digits; stored beside what it encrypted. */
  readonly id: string;
  /** 32 bytes. */
  readonly secret: Buffer;
}

/** What a derived key is for: no key serves two purposes. */
export type Purpose =
  | 'comment-email'
  | 'comment-address'
  | 'comment-avatar'
  | 'comment-subject'
  | 'comment-challenge'
  | 'comment-reader'
  | 'kept-answer'
  | 'visit-salt'
  | 'change-cursor'
  | 'webhook-secret'
  | 'look-ups';

const IV_BYTES = 12;
const TAG_BYTES = 16;

/**
 * The installation's keys, newest first: the first encrypts, all decrypt. What is looked up by HMAC uses none of them,
 * but a secret of the installation that never changes, so that keys can come and go: of some of what is looked up,
 * such as the address of a banned reader, nothing but the HMAC is kept, and it could not be made anew.
 *
 * Each purpose has a key of its own, derived by HKDF-SHA-256 (RFC 5869). Encryption is AES-256-GCM (NIST SP 800-38D)
 * with a random 96-bit nonce.
 */
export class KeyRing {
  readonly #derived = new Map<string, Buffer>();
  readonly #lookUpSecret: Buffer;

  /** @param lookUpSecret 32 bytes; those of the oldest key when absent */
  constructor(
    private readonly keys: readonly Key[],
    lookUpSecret?: Buffer,
  ) {
    if (keys.length === 0) throw new Error('A key ring needs a key');
    const twice = keys.find(({ id }, place) => keys.findIndex((other) => other.id === id) < place);
    if (twice) throw new Error(`The key ring has two keys ${twice.id}`);
    this.#lookUpSecret = lookUpSecret ?? (keys.at(-1) as Key).secret;
  }

  /** Tells the secret of look-ups without giving it away. */
  get fingerprint(): string {
    return createHash('sha256').update('fingerprint').update(this.#lookUpSecret).digest('hex').slice(0, 32);
  }

  /** How everything begins that the newest key encrypts. */
  get mark(): Buffer {
    const { id } = this.newest;
    return Buffer.concat([Buffer.from([id.length]), Buffer.from(id)]);
  }

  /** `length of key id, key id, nonce, tag, ciphertext`, as bytes. */
  encrypt(purpose: Purpose, text: string): Buffer {
    const iv = randomBytes(IV_BYTES);
    const cipher = createCipheriv('aes-256-gcm', this.derive(this.newest, purpose), iv);
    const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
    return Buffer.concat([this.mark, iv, cipher.getAuthTag(), sealed]);
  }

  /** @throws Error when the key is not in the ring or the bytes were changed */
  decrypt(purpose: Purpose, bytes: Buffer): string {
    const idEnd = 1 + (bytes[0] ?? 0);
    const id = bytes.subarray(1, idEnd).toString();
    const key = this.keys.find((candidate) => candidate.id === id);
    if (!key) throw new Error(`The key ring has no key ${id}`);
    const iv = bytes.subarray(idEnd, idEnd + IV_BYTES);
    const tag = bytes.subarray(idEnd + IV_BYTES, idEnd + IV_BYTES + TAG_BYTES);
    const decipher = createDecipheriv('aes-256-gcm', this.derive(key, purpose), iv);
    decipher.setAuthTag(tag);
    const sealed = bytes.subarray(idEnd + IV_BYTES + TAG_BYTES);
    return Buffer.concat([decipher.update(sealed), decipher.final()]).toString('utf8');
  }

  /** HMAC-SHA-256 of a text: the same text gives the same bytes, and only in this installation. */
  index(purpose: Purpose, text: string): Buffer {
    const key = this.derived(`index ${purpose}`, this.#lookUpSecret, `broadsheet ${purpose} index`);
    return createHmac('sha256', key).update(text).digest();
  }

  /** The secret of look-ups as it is kept. */
  sealedLookUpSecret(): Buffer {
    return this.encrypt('look-ups', this.#lookUpSecret.toString('base64'));
  }

  private get newest(): Key {
    return this.keys[0] as Key;
  }

  private derive(key: Key, purpose: Purpose): Buffer {
    return this.derived(`encrypt ${purpose} ${key.id}`, key.secret, `broadsheet ${purpose} encrypt`);
  }

  private derived(name: string, secret: Buffer, info: string): Buffer {
    let derived = this.#derived.get(name);
    if (!derived) {
      derived = Buffer.from(hkdfSync('sha256', secret, '', info, 32));
      this.#derived.set(name, derived);
    }
    return derived;
  }
}
