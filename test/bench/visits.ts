import type { DatabaseWatch } from './database-watch.js';
import type { LoadGenerator, Server } from './processes.js';
import { CONNECTIONS } from './measure.js';
import { offer } from './paced.js';
import type { BenchRequest } from './requests.js';
import { statusOf } from './rows.js';

/** Requests that are answered before they are counted. */
const COUNTED = 50_000;
/** Milliseconds in which visits are to be led on at half of the load. */
const AIM_MS = 5;
/** Runs at half of the load, the middle one of which is told. */
const ROUNDS = 3;
/** No story: the answer says that everything is counted that came before. */
const NO_STORY = '00000000-0000-7000-8000-000000000000';

export interface VisitsReport {
  /** Visits that were answered, each of which is counted in the database. */
  readonly counted: number;
  /** Requests a second that were offered. */
  readonly rate: number;
  /** Milliseconds in which 95 of 100 visits were led on. */
  readonly p95: number;
  /** The same of the bare handler. */
  readonly bareP95: number;
}

interface VisitsOrder {
  readonly product: Server;
  readonly reference: Server;
  readonly load: LoadGenerator;
  readonly database: DatabaseWatch;
  readonly requests: readonly BenchRequest[];
  readonly seconds: number;
  readonly rate: number;
}

/** @throws Error when a visit was answered and not counted, or the other way round */
export async function measureVisits(order: VisitsOrder): Promise<VisitsReport> {
  const { product, reference, load, database, requests, seconds, rate } = order;
  const asked = {
    url: product.url,
    connections: CONNECTIONS,
    requests,
    status: statusOf('redirect'),
    seconds,
  };
  const written = async (): Promise<number> => {
    await (await fetch(`${product.url}/v1/counts?ids=${NO_STORY}`)).arrayBuffer();
    return database.visits();
  };
  const before = await written();
  const { answers } = await load.run({ ...asked, amount: COUNTED });
  const counted = (await written()) - before;
  if (counted !== answers) throw new Error(`Of ${answers} visits ${counted} were counted`);
  // In turns, as what else the machine does is felt by both.
  const rounds: { p95: number; bareP95: number }[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const offered = { ...asked, rate: Math.floor(rate) };
    const { p95: bareP95 } = await offer({ ...offered, url: reference.url });
    const { p95 } = await offer(offered);
    rounds.push({ p95, bareP95 });
  }
  const median = (name: 'p95' | 'bareP95'): number =>
    rounds.map((round) => round[name]).sort((one, other) => one - other)[Math.floor(ROUNDS / 2)] as number;
  return { counted, rate, p95: median('p95'), bareP95: median('bareP95') };
}

export const visitsTold = ({ counted, rate, p95, bareP95 }: VisitsReport): string =>
  `All of ${counted} visits by short links were counted. At ${rate.toFixed(0)} a second, half of the load, 95 of 100 ` +
  `took ${p95.toFixed(1)} ms at most (aim: ${AIM_MS}, ${p95 < AIM_MS ? 'reached' : 'missed'}; bare handler ${bareP95.toFixed(1)}).`;
