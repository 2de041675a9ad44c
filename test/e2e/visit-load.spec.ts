import { afterAll, beforeAll, expect, it } from 'vitest';
import { sql } from '../../src/platform/database/sql.js';
import { VisitLedgerService } from '../../src/share-links/visit-ledger.service.js';
import { ApiProcess } from '../support/api-process.js';
import { freePort } from '../support/free-port.js';
import { KeptConnections } from '../support/kept-connections.js';
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

it('counts every visit that was answered, while a process ends among them and another begins', async () => {
  const networks = ['', '/x', '/telegram'];
  const answered = new Map(networks.map((network) => [network, 0]));
  let begun = 0;
  let answers = 0;
  let broken = 0;
  const ways = [
    new KeptConnections(site.url, CONNECTIONS / 2),
    new KeptConnections((other as ApiProcess).url, CONNECTIONS / 2),
  ];
  const visitor = async (place: number): Promise<void> => {
    const way = ways[place % 2] as KeptConnections;
    while (begun < VISITS) {
      begun += 1;
      const network = networks[begun % networks.length] as string;
      const headers = { 'user-agent': AGENTS[begun % AGENTS.length] as string };
      while (!(await isLed(way, network, headers))) broken += 1;
      answers += 1;
      answered.set(network, (answered.get(network) ?? 0) + 1);
    }
  };
  const isLed = async (
    way: KeptConnections,
    network: string,
    headers: Record<string, string>,
  ): Promise<boolean> => {
    try {
      const { status } = await way.ask(`/s/${code}${network}`, { headers });
      expect(status).toBe(302);
      return true;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === undefined) throw error;
      // Refused or cut off: it was not answered.
      await new Promise((resolve) => setTimeout(resolve, 10));
      return false;
    }
  };
  const restart = async (): Promise<void> => {
    await expect.poll(() => answers, { interval: 5, timeout: 30_000 }).toBeGreaterThan(RESTARTED_AT);
    await (other as ApiProcess).stop();
    expect(answers).toBeLessThan(VISITS);
    other = await ApiProcess.start(settings);
  };
  await Promise.all([restart(), ...Array.from({ length: CONNECTIONS }, (_, place) => visitor(place))]);
  for (const way of ways) way.close();
  expect(broken).toBeGreaterThan(0);
  expect(answers).toBe(VISITS);
  // One process still counts, the other tells what it counted when it ends.
  await other?.stop();
  other = null;
  await site.app.get(VisitLedgerService, { strict: false }).flush();
  const rows = await site.database.query<{ network: string; visits: number }>(
    sql`select network, sum(visits)::int as visits from share_visit where code = ${code} and visitor = 'human' group by network`,
  );
  const written = new Map(
    rows.map(({ network, visits }) => [network === 'link' ? '' : `/${network}`, visits]),
  );
  expect(Object.fromEntries(written)).toEqual(Object.fromEntries(answered));
  const { body } = await site.get<{ items: { shares: number }[] }>(`/v1/counts?ids=${id}`);
  expect(body.items[0]?.shares).toBe(VISITS);
  expect(
    await site.database.query(
      sql`select sum(visitors)::int as visitors from share_unique where subject_id = ${id}`,
    ),
  ).toEqual([{ visitors: AGENTS.length }]);
});
