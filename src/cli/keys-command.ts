import { KeyRotationService, type RotatedColumn } from '../privacy/key-rotation.service.js';
import { withApplication } from './application.js';
import { type Command, EXIT } from './arguments.js';

type KeysCommand = Extract<Command, { name: 'keys' }>;

/** Encrypts with the newest key what older ones encrypted, and reports. Gives the exit status. */
export async function keysCommand({ json }: KeysCommand): Promise<number> {
  const rotated = await withApplication((app) => app.get(KeyRotationService, { strict: false }).rotate());
  process.stdout.write(json ? `${JSON.stringify(rotated, null, 2)}\n` : textOf(rotated));
  return EXIT.done;
}

function textOf(rotated: readonly RotatedColumn[]): string {
  const lines = rotated.map(({ column, encrypted }) => `  ${column.padEnd(36)}${encrypted}\n`);
  return `Encrypted with the newest key:\n${lines.join('')}The other keys can be taken out of ENCRYPTION_KEY.\n`;
}
