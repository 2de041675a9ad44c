import { existsSync, readFileSync } from 'node:fs';
import { EXIT, parseCommand, USAGE, UsageError } from './arguments.js';

/** Runs a command line and gives its exit status. */
async function main(argv: readonly string[]): Promise<number> {
  const command = parseCommand(argv);
  switch (command.name) {
    case 'import': {
      // The application takes a while to load, which nobody waits for who only made a slip of the pen.
      const { importCommand } = await import('./import-command.js');
      return importCommand(command);
    }
    case 'export': {
      const { exportCommand } = await import('./export-command.js');
      return exportCommand(command);
    }
    case 'key': {
      const { keyCommand } = await import('./key-command.js');
      return keyCommand(command);
    }
    case 'keys': {
      const { keysCommand } = await import('./keys-command.js');
      return keysCommand(command);
    }
    case 'related': {
      const { relatedCommand } = await import('./related-command.js');
      return relatedCommand(command);
    }
    case 'privacy': {
      const { privacyCommand } = await import('./privacy-command.js');
      return privacyCommand(command);
    }
    case 'notifications': {
      const { notificationsCommand } = await import('./notifications-command.js');
      return notificationsCommand(command);
    }
    case 'version':
      process.stdout.write(`${version()}\n`);
      return EXIT.done;
    case 'help':
      process.stdout.write(USAGE);
      return EXIT.done;
  }
}

/** The version of the package that this file is a part of. */
function version(): string {
  let folder = new URL('.', import.meta.url);
  while (!existsSync(new URL('package.json', folder))) folder = new URL('..', folder);
  const manifest = JSON.parse(readFileSync(new URL('package.json', folder), 'utf8')) as { version: string };
  return manifest.version;
}

/** Ends at once, as a server does: Nest does not close what an application opened that could not be built. */
function fail(error: unknown): never {
  const isUsage = error instanceof UsageError;
  const hint = isUsage ? '\nTry: npm run cli -- help' : '';
  process.stderr.write(`broadsheet: ${error instanceof Error ? error.message : String(error)}${hint}\n`);
  process.exit(isUsage ? EXIT.usage : EXIT.failed);
}

process.exitCode = await main(process.argv.slice(2)).catch(fail);
