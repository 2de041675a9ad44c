import { randomBytes } from 'node:crypto';
import { mkdir, open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Key } from './key-ring.js';

const NAME = 'encryption-key';

/** The key of an embedded database, kept beside it and made when there is none. */
export async function keyOfDataDir(dataDir: string): Promise<Key> {
  const path = join(dataDir, NAME);
  await mkdir(dataDir, { recursive: true });
  try {
    const file = await open(path, 'wx', 0o600);
    await file.writeFile(randomBytes(32).toString('base64'));
    await file.sync();
    await file.close();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  const secret = Buffer.from(await readFile(path, 'utf8'), 'base64');
  if (secret.length !== 32) throw new Error(`${path} does not hold a key of 32 bytes`);
  return { id: '1', secret };
}
