import { chown, open, readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** Gives a folder and all that is in it to a user: contents first, so a cut-short run shows in the folder itself. */
export async function chownTree(path: string, owner: { uid: number; gid: number }): Promise<void> {
  for (const entry of await readdir(path, { withFileTypes: true })) {
    const child = join(path, entry.name);
    if (entry.isDirectory()) await chownTree(child, owner);
    else if (!entry.isSymbolicLink()) await chown(child, owner.uid, owner.gid);
  }
  await chown(path, owner.uid, owner.gid);
}

/** Puts a file, or the names in a folder, on the disk: a rename is safe from a power cut once its folder is. */
export async function sync(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Makes a folder and all that is in it durable. */
export async function syncTree(path: string): Promise<void> {
  for (const entry of await readdir(path, { withFileTypes: true })) {
    if (entry.isDirectory()) await syncTree(join(path, entry.name));
    else if (entry.isFile()) await sync(join(path, entry.name));
  }
  await sync(path);
}
