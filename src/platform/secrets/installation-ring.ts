import { randomBytes } from 'node:crypto';
import type { Database } from '../database/database.js';
import { sql } from '../database/sql.js';
import { type Key, KeyRing } from './key-ring.js';

interface Installation {
  readonly fingerprint: string;
  /** The secret of look-ups, in base64 and encrypted; null in a database that an earlier version filled. */
  readonly cipher: Buffer | null;
}

/**
 * The key ring of an installation. The secret that its look-ups are made with is in its database, encrypted by the
 * ring: it is made at the first start, and whoever cannot open it has the keys of another database.
 *
 * It is the last thing that changing keys encrypts anew, so a key that anything still needs cannot be left out.
 * @throws Error when the database belongs to other keys
 */
export async function openRing(keys: readonly Key[], database: Database): Promise<KeyRing> {
  await begin(new KeyRing(keys, randomBytes(32)), database);
  const [known] = await database.query<Installation>(
    sql`select key_fingerprint as fingerprint, look_up_cipher as cipher from installation`,
  );
  if (known?.cipher) return new KeyRing(keys, opened(new KeyRing(keys), known.cipher));
  return adopt(keys, known?.fingerprint, database);
}

/** Of all who start at once on an empty database, one is first. */
async function begin(ring: KeyRing, database: Database): Promise<void> {
  await database.query(sql`insert into installation (key_fingerprint, look_up_cipher)
    values (${ring.fingerprint}, ${ring.sealedLookUpSecret()}) on conflict do nothing`);
}

/** Before there was a secret of its own, look-ups were made with the oldest key: that is the secret from now on. */
async function adopt(
  keys: readonly Key[],
  fingerprint: string | undefined,
  database: Database,
): Promise<KeyRing> {
  const oldest = keys.find((key) => new KeyRing([key]).fingerprint === fingerprint);
  if (!oldest) throw otherKeys();
  const ring = new KeyRing(keys, oldest.secret);
  await database.query(
    sql`update installation set look_up_cipher = ${ring.sealedLookUpSecret()} where look_up_cipher is null`,
  );
  return ring;
}

function opened(ring: KeyRing, cipher: Buffer): Buffer {
  try {
    return Buffer.from(ring.decrypt('look-ups', cipher), 'base64');
  } catch (cause) {
    throw otherKeys(cause);
  }
}

const otherKeys = (cause?: unknown): Error =>
  new Error('ENCRYPTION_KEY is not the one that this database was filled with', { cause });
