import { connect, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { sql } from '../../src/platform/database/sql.js';
import { VisitLedgerService } from '../../src/share-links/visit-ledger.service.js';
import { ApiProcess } from '../support/api-process.js';
import { freePort } from '../support/free-port.js';
import { TestApp } from '../support/test-app.js';
import { furnishNewsroom, published } from '../support/writing.js';

const VISITS = 20_000;
const CONNECTIONS = 64;
/** Of all visits, when one of the processes is told to end. */
const RESTARTED_AT = 6_000;

const AGENTS = Array.from({ length: 10 }, (_, turn) => `Mozilla/5.0 (X11; Linux x86_64) Firefox/14${turn}.0`);

let site: TestApp;
let other: ApiProcess | null = null;
let id: string;
let code: string;
let settings: Record<string, string>;

beforeAll(async () => {
  ApiProcess.build();
  site = await TestApp.start({ RESPONSE_CACHE: 'on' });
  await furnishNewsroom(site);
  ({ id } = await published(site));
  const [row] = await site.database.query<{ code: string }>(
    sql`select code from share_code where article_id = ${id}`,
  );
  code = row?.code ?? '';
  settings = { DATABASE_URL: site.databaseUrl, RESPONSE_CACHE: 'on', PORT: String(await freePort()) };
  other = await ApiProcess.start(settings);
});
afterAll(async () => {
  await other?.stop();
  await site.close();
});

/** A caller that keeps its connection, and opens another when it is cut off. Answers to visits have no body. */
class Visitor {
  #socket: Socket | null = null;
  #said = '';
  #heard: (answer: string | null) => void = () => undefined;

  constructor(private readonly url: string) {}

  /** @returns whether the visit was answered: else it was refused, or cut off before */
  async visit(path: string, agent: string): Promise<boolean> {
    this.#socket ??= this.#connect();
    const heard = new Promise<string | null>((resolve) => (this.#heard = resolve));
    this.#socket.write(`GET ${path} HTTP/1.1\r\nHost: api.example\r\nUser-Agent: ${agent}\r\n\r\n`);
    const answer = await heard;
    if (answer !== null) expect(answer).toMatch(/^HTTP\/1\.1 302 /);
    return answer !== null;
  }

  close(): void {
    this.#socket?.destroy();
  }

  #connect(): Socket {
    const { hostname, port } = new URL(this.url);
    const socket = connect(Number(port), hostname);
    socket.on('data', (chunk: Buffer) => {
      this.#said += chunk.toString('latin1');
      if (!this.#said.endsWith('\r\n\r\n')) return;
      if (/^connection: close/im.test(this.#said)) this.#socket = null;
      this.#heard(this.#said);
      this.#said = '';
    });
    socket.on('error', () => undefined);
    socket.once('close', () => {
      if (this.#socket !== socket) return;
      this.#socket = null;
      this.#said = '';
      this.#heard(null);
    });
    return socket;
  }
}

it('counts every visit that was answered, while a process ends among them and another begins', async () => {
  const networks = ['', '/x', '/telegram'];
  const answered: Record<string, number> = Object.fromEntries(networks.map((network) => [network, 0]));
  const urls = [site.url, (other as ApiProcess).url];
  const visitors = Array.from({ length: CONNECTIONS }, (_, place) => new Visitor(urls[place % 2] as string));
  let begun = 0;
  let answers = 0;
  let broken = 0;
  const come = async (visitor: Visitor): Promise<void> => {
    while (begun < VISITS) {
      const turn = begun;
      begun += 1;
      const network = networks[turn % networks.length] as string;
      while (!(await visitor.visit(`/s/${code}${network}`, AGENTS[turn % AGENTS.length] as string))) {
        broken += 1;
        await pause(10);
      }
      answers += 1;
      answered[network] = (answered[network] ?? 0) + 1;
    }
  };
  const restart = async (): Promise<void> => {
    await expect.poll(() => answers, { interval: 2, timeout: 30_000 }).toBeGreaterThan(RESTARTED_AT);
    await (other as ApiProcess).stop();
    expect(answers).toBeLessThan(VISITS);
    other = await ApiProcess.start(settings);
  };
  await Promise.all([restart(), ...visitors.map(come)]);
  for (const visitor of visitors) visitor.close();
  expect(answers).toBe(VISITS);
  expect(broken).toBeGreaterThan(0);
  // One process writes what it has when it ends; the other goes on.
  await other?.stop();
  other = null;
  await site.app.get(VisitLedgerService, { strict: false }).flush();
  const rows = await site.database.query<{ network: string; visits: number }>(sql`
    select case network when 'link' then '' else '/' || network end as network, sum(visits)::int as visits
    from share_visit where code = ${code} and visitor = 'human' group by network`);
  expect(Object.fromEntries(rows.map(({ network, visits }) => [network, visits]))).toEqual(answered);
  const { body } = await site.get<{ items: { shares: number }[] }>(`/v1/counts?ids=${id}`);
  expect(body.items[0]?.shares).toBe(VISITS);
  const unique = sql`select sum(visitors)::int as visitors from share_unique where subject_id = ${id}`;
  expect(await site.database.query(unique)).toEqual([{ visitors: AGENTS.length }]);
});
