import { randomUUID } from 'node:crypto';
import { linkSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { errorCode, processIdentity } from './processes.js';

/** Another live process owns the database in this folder. The message is one line for the person at the screen. */
export class DatabaseInUseError extends Error {
  constructor(
    readonly pid: number,
    readonly dataDir: string,
  ) {
    super(
      `Process ${pid} already runs the database in ${dataDir}: stop it first, or choose another data folder.`,
    );
    this.name = 'DatabaseInUseError';
  }
}

/** The right to start, stop and repair the database of one folder. Dies with the process that holds it. */
export interface Ownership {
  release(): void;
}

interface OwnerRecord {
  readonly pid: number;
  readonly identity: string;
  readonly folder: string;
}

const NOBODY: OwnerRecord = { pid: 0, identity: '', folder: '' };
const FILE = /^owner-(\d+)\.json$/;

/**
 * Takes the folder for this process. Node has no `flock`, so the owner is a file of rising number: `owner-<n>.json`
 * is only ever created (by `link`, which fails when the name exists), so of any number of processes that saw the
 * owner `n` dead exactly one makes `n + 1`. The highest number always stays, even after a release, so a process that
 * was held up and made a number worked out long ago sees the higher one when it looks again, and gives way.
 *
 * Throws `DatabaseInUseError` when a live process (this one included) has the folder.
 */
export function acquireOwnership(dir: string): Ownership {
  const identity = processIdentity(process.pid) ?? '';
  const mine: OwnerRecord = { pid: process.pid, identity, folder: folderIdentity(dir) };
  for (;;) {
    const newest = newestNumber(dir);
    const owner = newest === 0 ? null : liveOwner(dir, newest);
    if (owner !== null) throw new DatabaseInUseError(owner, dir);
    const number = newest + 1;
    if (!createRecord(dir, number, mine)) continue;
    if (newestNumber(dir) > number) {
      rmSync(recordPath(dir, number), { force: true });
      continue;
    }
    for (const old of recordNumbers(dir)) if (old < number) rmSync(recordPath(dir, old), { force: true });
    return { release: () => replaceRecord(dir, number) };
  }
}

/** The pid of the live process that owns the folder's database, or null. */
export function currentOwner(dir: string): number | null {
  const newest = newestNumber(dir);
  return newest === 0 ? null : liveOwner(dir, newest);
}

function liveOwner(dir: string, number: number): number | null {
  const record = readRecord(recordPath(dir, number));
  // A copied folder brings the record of its original along.
  if (record.pid === 0 || record.folder !== folderIdentity(dir)) return null;
  return processIdentity(record.pid) === record.identity ? record.pid : null;
}

function createRecord(dir: string, number: number, record: OwnerRecord): boolean {
  const draft = writeDraft(dir, record);
  try {
    linkSync(draft, recordPath(dir, number));
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

/** A release must not throw: the folder may be gone by now, and then there is nothing left to own. */
function replaceRecord(dir: string, number: number): void {
  try {
    renameSync(writeDraft(dir, NOBODY), recordPath(dir, number));
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error;
  }
}

function writeDraft(dir: string, record: OwnerRecord): string {
  const draft = join(dir, `owner-draft-${randomUUID()}`);
  writeFileSync(draft, JSON.stringify(record), { flag: 'wx' });
  return draft;
}

function readRecord(path: string): OwnerRecord {
  try {
    const record: Partial<OwnerRecord> = JSON.parse(readFileSync(path, 'utf8'));
    return { ...NOBODY, ...record };
  } catch (error) {
    // Gone: its successor removed it. Unreadable: cut short by a crash of the machine, so its owner is dead too.
    if (errorCode(error) === 'ENOENT' || error instanceof SyntaxError) return NOBODY;
    throw error;
  }
}

function recordNumbers(dir: string): number[] {
  return readdirSync(dir).flatMap((name) => {
    const match = FILE.exec(name);
    return match === null ? [] : [Number(match[1])];
  });
}

const newestNumber = (dir: string): number => Math.max(0, ...recordNumbers(dir));

const recordPath = (dir: string, number: number): string => join(dir, `owner-${number}.json`);

function folderIdentity(dir: string): string {
  const { dev, ino } = statSync(dir);
  return `${dev}:${ino}`;
}
