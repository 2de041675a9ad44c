import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** @returns the paths of all files in a folder and below */
export async function filesIn(folder) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

/** A file that is right already stays as it is: another command may be loading it just now. */
export async function writeChanged(file, content) {
  const before = await readFile(file, 'utf8').catch(() => null);
  if (before === content) return;
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, content);
}
