/**
 * What a row is measured against, in a process of its own: `node:http` and `pg`, one prepared statement a request,
 * nothing checked, no headers but the necessary ones.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Pool } from 'pg';
import { v7 as uuidv7 } from 'uuid';
import type { RowName } from './options.js';
import type { Statement } from './statements.js';

export interface ReferenceConfig {
  readonly databaseUrl: string;
  readonly poolSize: number;
  readonly statements: Readonly<Record<RowName, Statement>>;
}

interface Parts {
  readonly slug: string;
  readonly name?: string;
  readonly body?: string;
}

process.once('message', (config: ReferenceConfig) => {
  const { databaseUrl, poolSize, statements } = config;
  const pool = new Pool({ connectionString: databaseUrl, max: poolSize, options: '-c jit=off' });

  async function run(row: RowName, parts: Parts): Promise<string> {
    const { text, values } = statements[row];
    const given = values.map((value) => {
      if ('constant' in value) return value.constant;
      return value.part === 'newId' ? uuidv7() : parts[value.part];
    });
    const { rows } = await pool.query<{ json: string }>({ name: row, text, values: given });
    return rows[0]?.json ?? 'null';
  }

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = request.url ?? '';
    if (url === '/graphql') {
      const { variables } = JSON.parse(await bodyOf(request)) as { variables: Parts };
      return answer(response, `{"data":{"articlePage":${await run('graphql', variables)}}}`);
    }
    const slug = url.slice(url.lastIndexOf('=') + 1);
    if (slug !== url) return answer(response, await run('list', { slug }));
    const story = url.split('/')[3] as string;
    if (request.method === 'GET') return answer(response, await run('rest', { slug: story }));
    const { name, body } = JSON.parse(await bodyOf(request)) as { name: string; body: string };
    return answer(response, await run('comment', { slug: story, name, body }), 201);
  }

  const server = createServer((request, response) => {
    handle(request, response).catch((error: unknown) => {
      response.writeHead(500).end(String(error));
    });
  });
  server.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as AddressInfo).port }));
});
process.once('disconnect', () => process.exit());

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

function answer(response: ServerResponse, json: string, status = 200): void {
  const bytes = Buffer.from(json);
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': bytes.length });
  response.end(bytes);
}
