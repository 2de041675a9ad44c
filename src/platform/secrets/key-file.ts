import { randomBytes } from 'node:crypto';
import { link, mkdir, open, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Key } from './key-ring.js';

const NAME = 'encryption-key';

/** The key of an embedded database, kept beside it and made when there is none. */
export async function keyOfDataDir(dataDir: string): Promise<Key> {
  const path = join(dataDir, NAME);
  await mkdir(dataDir, { recursive: true });
  const known = await read(path);
  if (known === null) await make(path);
  const secret = Buffer.from(known ?? (await read(path)) ?? '', 'base64');
  if (secret.length !== 32) throw new Error(`${path} does not hold a key of 32 bytes`);
  return { id: '1', secret };
}

const codeOf = (error: unknown): string | undefined => (error as NodeJS.ErrnoException).code;

async function read(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null;
    throw error;
  }
}

/** Written beside its place and then linked there: a key is whole or not there, and the first one stays. */
async function make(path: string): Promise<void> {
  const draft = `${path}.${randomBytes(6).toString('hex')}`;
  const file = await open(draft, 'wx', 0o600);
  try {
    await file.writeFile(randomBytes(32).toString('base64'));
    await file.sync();
    await link(draft, path);
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
  } finally {
    await file.close();
    await rm(draft, { force: true });
  }
}
