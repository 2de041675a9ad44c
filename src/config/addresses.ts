import type { Settings } from './settings.js';

/** Addresses that mean every interface of the machine, which nobody can call. */
const EVERY_INTERFACE = new Set(['0.0.0.0', '::']);

/** The address of the API as its callers see it: PUBLIC_BASE_URL, or where it listens. */
export function publicBaseUrl({ PUBLIC_BASE_URL, HOST }: Settings, port: number): string {
  if (PUBLIC_BASE_URL) return PUBLIC_BASE_URL;
  const host = EVERY_INTERFACE.has(HOST) ? 'localhost' : HOST;
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}
