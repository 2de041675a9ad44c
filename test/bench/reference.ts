/**
 * What a row is measured against, in a process of its own: `node:http` and `pg`, one prepared statement a request,
 * nothing checked, no headers but the necessary ones.
 */
import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Pool } from 'pg';
import { v7 as uuidv7 } from 'uuid';
import { PLANNING } from '../../src/platform/database/planning.js';
import { bodyOf } from './request-body.js';
import { type Parts, SEARCH, searchedWord, SUGGEST } from './requests.js';
import type { StatementRow } from './rows.js';
import type { Statement } from './statements.js';

export interface ReferenceConfig {
  readonly databaseUrl: string;
  readonly poolSize: number;
  readonly statements: Readonly<Record<StatementRow, Statement>>;
}

process.once('message', ({ databaseUrl, poolSize, statements }: ReferenceConfig) => {
  const pool = new Pool({ connectionString: databaseUrl, max: poolSize, options: PLANNING });

  async function run(row: StatementRow, parts: Parts): Promise<string> {
    const { text, values } = statements[row];
    const given = values.map((value) => {
      if ('constant' in value) return value.constant;
      if ('word' in value) return [searchedWord(parts)];
      if ('newBytes' in value) return randomBytes(value.newBytes);
      return value.part === 'newId' ? uuidv7() : parts[value.part];
    });
    const { rows } = await pool.query<{ json: string }>({ name: row, text, values: given });
    return rows[0]?.json ?? 'null';
  }

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = request.url ?? '';
    if (request.method === 'GET') return answer(response, await run(...read(url)));
    if (url === '/graphql') {
      const { variables } = JSON.parse(await bodyOf(request)) as { variables: Parts };
      return answer(response, `{"data":{"articlePage":${await run('graphql', variables)}}}`);
    }
    const said = JSON.parse(await bodyOf(request)) as Parts;
    answer(response, await run('comment', { slug: url.split('/')[3] as string, ...said }), 201);
  }

  const server = createServer((request, response) => {
    handle(request, response).catch((error: unknown) => {
      response.writeHead(500).end(String(error));
    });
  });
  server.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as AddressInfo).port }));
});
process.once('disconnect', () => process.exit());

/** The row of a GET, and what its address says. */
function read(url: string): [StatementRow, Parts] {
  const value = url.slice(url.lastIndexOf('=') + 1);
  if (url === '/v1/front') return ['front', {}];
  if (url.startsWith('/changes?')) return ['changes', { position: value }];
  if (url.startsWith(SEARCH)) return ['search', { word: value }];
  if (url.startsWith(SUGGEST)) return ['suggest', { begun: value, typed: `'${value}':*` }];
  if (url.startsWith('/v1/articles?section=')) return ['list', { slug: value }];
  if (url.startsWith('/v1/articles?')) {
    const [, key, afterId] = JSON.parse(Buffer.from(value, 'base64url').toString()) as [
      string,
      number,
      string,
    ];
    return ['deep', { afterKey: new Date(key).toISOString(), afterId }];
  }
  return [url.endsWith('/page') ? 'rest' : 'comments', { slug: url.split('/')[3] as string }];
}

function answer(response: ServerResponse, json: string, status = 200): void {
  const bytes = Buffer.from(json);
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': bytes.length });
  response.end(bytes);
}
