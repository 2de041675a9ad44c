import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { invalidParameter } from '../api/errors.js';
import { Database } from '../database/database.js';
import { logPosition } from '../database/log-position.js';

/** The header that tells a writer where the write stands, and that brings a read as far. */
export const READ_AFTER = 'broadsheet-after';

/** How a position (`pg_lsn`) is given to callers, who are not to make anything of it. */
export const readAfterToken = (position: string): string => Buffer.from(position).toString('base64url');

/** @throws DomainError INVALID_PARAMETER for what no write ever answered */
function positionOf(token: string): string {
  const position = Buffer.from(token, 'base64url').toString();
  if (logPosition(position) === null || readAfterToken(position) !== token)
    throw invalidParameter('Broadsheet-After', 'Broadsheet-After must be what a write answered.');
  return position;
}

/** Sees to it that whoever sends `Broadsheet-After`, over either transport, sees that write or something newer. */
export function registerReadAfter(app: NestFastifyApplication): void {
  const server = app.getHttpAdapter().getInstance();
  server.addHook('onRequest', (request, _reply, done) => {
    const token = request.headers[READ_AFTER];
    if (token === undefined) return done();
    see(app.get(Database, { strict: false }), String(token)).then(() => done(), done);
  });
}

const see = async (database: Database, token: string): Promise<void> =>
  database.mustSeeGiven(positionOf(token));
