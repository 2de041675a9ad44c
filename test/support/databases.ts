import { administer } from './administer.js';
import { randomBytes } from 'node:crypto';
import { inject } from 'vitest';

/** The database with the schema and nothing in it. */
export const TEMPLATE = 'broadsheet_template';

/** The same server, another database. */
export function withDatabase(url: string, name: string): string {
  const changed = new URL(url);
  changed.pathname = `/${name}`;
  return changed.href;
}

export interface TestDatabase {
  readonly url: string;
  drop(): Promise<void>;
}

/** A database of its own for a test file, with the schema and nothing in it. */
export async function freshDatabase(template = TEMPLATE): Promise<TestDatabase> {
  const serverUrl = inject('serverUrl');
  const name = `broadsheet_test_${randomBytes(6).toString('hex')}`;
  await administer(serverUrl, `create database ${name} template ${template} strategy file_copy`);
  return {
    url: withDatabase(serverUrl, name),
    drop: () => administer(serverUrl, `drop database if exists ${name} with (force)`),
  };
}
