import { closeSync, openSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { errorCode } from './processes.js';

const LIMIT_BYTES = 10 * 1024 * 1024;

/** The server's log, `postgres.log` in the data folder; what was over 10 MB at a start is kept as `postgres.log.1`. */
export class LogFile {
  readonly path: string;

  constructor(dataDir: string) {
    this.path = join(dataDir, 'postgres.log');
    if (this.size() > LIMIT_BYTES) renameSync(this.path, `${this.path}.1`);
  }

  /** Runs `use` with a descriptor that appends; a program started with it keeps its own copy. */
  async appending<T>(use: (descriptor: number) => Promise<T>): Promise<T> {
    const descriptor = this.open();
    try {
      return await use(descriptor);
    } finally {
      closeSync(descriptor);
    }
  }

  size(): number {
    return statSync(this.path, { throwIfNoEntry: false })?.size ?? 0;
  }

  /** What was written after the first `offset` bytes. */
  since(offset: number): string {
    return this.size() > offset ? readFileSync(this.path).subarray(offset).toString() : '';
  }

  /** The line after `offset` that says why a program failed, without its timestamp; never empty. */
  reasonSince(offset: number): string {
    const lines = this.since(offset).trim().split('\n');
    const reason = lines.findLast((line) => /FATAL|PANIC|error:/.test(line)) ?? lines.at(-1) ?? '';
    return reason.replace(/^.*?(?:FATAL|PANIC|error):\s*/, '') || 'it said nothing';
  }

  private open(): number {
    try {
      return openSync(this.path, 'a', 0o600);
    } catch (error) {
      // Written by another user's start (root's, say); the folder is ours, so the name can be used anew.
      if (errorCode(error) !== 'EACCES') throw error;
      rmSync(this.path);
      return openSync(this.path, 'a', 0o600);
    }
  }
}
