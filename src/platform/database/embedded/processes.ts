import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * A string that no other process of this machine ever has, or null when `pid` does not run (a zombie does not).
 * A pid alone is not enough: after a reboot or in a restarted container the same number belongs to a stranger.
 * On Linux it is the boot id and the start time in clock ticks (proc(5), fields 3 and 22 of `stat`).
 */
export function processIdentity(pid: number): string | null {
  if (process.platform !== 'linux') {
    const startedAt = ps(pid, 'lstart=');
    return startedAt === '' || ps(pid, 'state=').startsWith('Z') ? null : startedAt;
  }
  const stat = readIfThere(`/proc/${pid}/stat`);
  // The second field is the command in brackets and may itself hold blanks and brackets.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [state, startedAt] = [fields[0], fields[19]];
  if (startedAt === undefined || state === 'Z' || state === 'X') return null;
  return `${readIfThere('/proc/sys/kernel/random/boot_id').trim()}/${startedAt}`;
}

/** Whether `pid` is a PostgreSQL server over exactly the folder `data` (as given to `-D`), by its command line. */
export function isPostmaster(pid: number, data: string): boolean {
  if (process.platform !== 'linux') return ps(pid, 'command=').includes(`postgres -D ${data} `);
  const args = readIfThere(`/proc/${pid}/cmdline`).split('\0');
  return basename(args[0] ?? '') === 'postgres' && args[1] === '-D' && args[2] === data;
}

/** Whether any process has this pid, a zombie or one of another user included (kill(2) with signal 0). */
export function pidInUse(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return errorCode(error) === 'EPERM';
  }
}

/** Waits until `condition` holds, looking every few milliseconds; false when it never did within `timeoutMs`. */
export async function waitUntil(condition: () => boolean, timeoutMs: number): Promise<boolean> {
  const deadline = Date.now() + timeoutMs;
  while (!condition()) {
    if (Date.now() > deadline) return false;
    await sleep(10);
  }
  return true;
}

/** The code of a system error (`ENOENT` and the like), or an empty string. */
export function errorCode(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

function readIfThere(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

function ps(pid: number, column: string): string {
  try {
    const args = ['-ww', '-o', column, '-p', String(pid)];
    return execFileSync('ps', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch {
    return '';
  }
}
