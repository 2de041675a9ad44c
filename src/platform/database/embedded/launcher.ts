import { type ChildProcess, spawn, type StdioOptions } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';

/** How PostgreSQL's programs are run: as which user, and whether they die with this process. */
export interface Launcher {
  /** The numeric user (and group) whose files the server must find in its data folder. */
  readonly owner: { readonly uid: number; readonly gid: number };
  /** Whether the kernel interrupts the server when this process dies, however it dies. */
  readonly diesWithParent: boolean;
  spawn(program: string, args: readonly string[], stdio: StdioOptions): ChildProcess;
}

/** A way to run as some user; the launchers of one machine differ in nothing else. */
type Identity =
  | { readonly kind: 'self' }
  | { readonly kind: 'mapped' }
  | { readonly kind: 'user'; readonly uid: number; readonly gid: number };

const PROGRAM_FOLDERS = ['/usr/bin', '/bin', '/usr/sbin', '/sbin', '/usr/local/bin', '/usr/local/sbin'];

/** Without the caller's environment: `PG*`, `LD_LIBRARY_PATH` and locales of a shell must not change the server. */
const ENVIRONMENT = { PATH: PROGRAM_FOLDERS.join(':'), LC_ALL: 'C', TZ: 'UTC' };

/**
 * The ways worth trying on this machine, best first. PostgreSQL refuses to run as root, so root gets another user id
 * inside a user namespace (`mapped`: outside it is still root, whose folders it can enter), and where the kernel
 * forbids that, a real other user. Files that belong to another user already are served as that user.
 * `filesOwner` is the user id of existing data, null when there is none yet.
 */
export function identitiesToTry(filesOwner: number | null): Identity[] {
  // initdb wants a name for its user; a container may run under a number that has none.
  if (process.geteuid?.() !== 0)
    return hasName() ? [{ kind: 'self' }] : [{ kind: 'mapped' }, { kind: 'self' }];
  const users = namedUsers();
  const owner = users.find((user) => user.uid === filesOwner);
  const nobody = users.find((user) => user.name === 'nobody') ?? users[0];
  return [
    ...(filesOwner ? [{ kind: 'user' as const, uid: filesOwner, gid: owner?.gid ?? filesOwner }] : []),
    { kind: 'mapped' },
    ...(nobody === undefined ? [] : [{ kind: 'user' as const, uid: nobody.uid, gid: nobody.gid }]),
  ];
}

/** Makes the launcher for one identity. It may still fail to run anything: see `canWrite`. */
export async function createLauncher(identity: Identity): Promise<Launcher> {
  const asUser = identity.kind === 'user' ? { uid: identity.uid, gid: identity.gid } : {};
  const setpriv = findProgram('setpriv');
  // SIGINT is PostgreSQL's fast shutdown. BusyBox has a setpriv that cannot do this.
  const deathSignal = setpriv === null ? [] : [setpriv, '--pdeathsig', 'INT', '--'];
  const diesWithParent =
    deathSignal.length > 0 && (await succeeds(start([...deathSignal, 'true'], 'ignore', {})));
  const prefix = [...(identity.kind === 'mapped' ? mapping() : []), ...(diesWithParent ? deathSignal : [])];
  return {
    owner: {
      uid: asUser.uid ?? process.geteuid?.() ?? 0,
      gid: asUser.gid ?? process.getegid?.() ?? 0,
    },
    diesWithParent,
    spawn: (program, args, stdio) => start([...prefix, program, ...args], stdio, asUser),
  };
}

/** Whether programs run at all under this launcher and can write into `dir`: no folder above it may be closed. */
export const canWrite = (launcher: Launcher, dir: string): Promise<boolean> =>
  succeeds(launcher.spawn('/bin/sh', ['-c', 'test -w "$1" && test -x "$1"', 'sh', dir], 'ignore'));

/** Waits for a program's end: whether it could be started and ended with status 0. */
export function succeeds(child: ChildProcess): Promise<boolean> {
  return new Promise((resolve) => {
    child.once('error', () => resolve(false));
    child.once('close', (code) => resolve(code === 0));
  });
}

function start(argv: string[], stdio: StdioOptions, asUser: { uid?: number; gid?: number }): ChildProcess {
  // A session of its own keeps the terminal's Ctrl-C away: the database must outlive the requests being finished.
  // The caller's working folder may be closed to the other user, `/` never is.
  const [program = '', ...args] = argv;
  return spawn(program, args, { ...asUser, stdio, cwd: '/', env: ENVIRONMENT, detached: true });
}

/** Inside the namespace, too, initdb looks its user id up by name: it has to be one that this machine knows. */
function mapping(): string[] {
  const uid = namedUsers()[0]?.uid ?? 1000;
  return ['unshare', '--user', `--map-user=${uid}`, `--map-group=${uid}`, '--'];
}

function hasName(): boolean {
  try {
    return userInfo().username !== '';
  } catch {
    return false;
  }
}

/** The users of passwd(5) other than root. */
function namedUsers(): { name: string; uid: number; gid: number }[] {
  if (!existsSync('/etc/passwd')) return [];
  const lines = readFileSync('/etc/passwd', 'utf8').split('\n');
  return lines.flatMap((line) => {
    const [name = '', , uid, gid] = line.split(':');
    return Number(uid) > 0 ? [{ name, uid: Number(uid), gid: Number(gid) }] : [];
  });
}

function findProgram(name: string): string | null {
  return PROGRAM_FOLDERS.map((folder) => join(folder, name)).find((path) => existsSync(path)) ?? null;
}
