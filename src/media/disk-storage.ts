import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { copyFile, mkdir, open, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { FileSource, MediaStorage, StoredFile } from './media-storage.js';

/**
 * Pictures in a folder of this machine. They are spread over 256 folders by the end of their ids: the beginning is a
 * time, and would put all of a day into one.
 */
export class DiskStorage implements MediaStorage {
  constructor(private readonly root: string) {}

  async put(key: string, source: FileSource): Promise<void> {
    const target = this.pathOf(key);
    await mkdir(dirname(target), { recursive: true });
    const unfinished = join(dirname(target), `.${randomUUID()}`);
    try {
      // A copy shares its blocks with the original where the file system can do that.
      if ('path' in source) await copyFile(source.path, unfinished, constants.COPYFILE_FICLONE);
      else await writeFile(unfinished, source.content, { mode: 0o644 });
      await flush(unfinished);
      await rename(unfinished, target);
      await flush(dirname(target));
    } catch (error) {
      await rm(unfinished, { force: true });
      throw error;
    }
  }

  async get(key: string): Promise<StoredFile | null> {
    const file = await open(this.pathOf(key), 'r').catch(nullIfMissing);
    if (!file) return null;
    const { size } = await file.stat();
    return { bytes: size, content: file.createReadStream() };
  }

  async removeFolder(folder: string): Promise<void> {
    await rm(this.pathOf(folder), { recursive: true, force: true });
  }

  private pathOf(key: string): string {
    const [folder = ''] = key.split('/');
    return join(this.root, folder.slice(-2), key);
  }
}

/** Waits until a file, or the names in a folder, are on the disk. */
async function flush(path: string): Promise<void> {
  const file = await open(path, 'r');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}

function nullIfMissing(error: NodeJS.ErrnoException): null {
  if (error.code === 'ENOENT') return null;
  throw error;
}
