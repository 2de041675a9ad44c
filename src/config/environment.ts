import { existsSync, readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { readSettings, SETTINGS, type Settings } from './settings.js';

/**
 * The settings of this process: the environment first, then the file `.env` of the working folder.
 * @throws Error with one line that names the variable, also when `.env` sets one that does not exist.
 */
export function loadSettings(): Settings {
  const file = existsSync('.env') ? parseEnv(readFileSync('.env', 'utf8')) : {};
  const unknown = Object.keys(file).find((name) => !(name in SETTINGS));
  if (unknown) throw new Error(`.env sets ${unknown}, which is not a setting`);
  return readSettings({ ...file, ...process.env });
}
