import { isDeepStrictEqual } from 'node:util';
import { takeMarks } from '../../src/platform/cache/marks.js';
import type { DatabaseWatch } from './database-watch.js';
import type { LoadOrder, LoadResult } from './load.js';
import { type LoadGenerator, processorMilliseconds, residentMegabytes, type Server } from './processes.js';
import { type BenchRequest, PLAIN } from './requests.js';
import { type RowName, ROWS, statusOf } from './rows.js';

export const CONNECTIONS = 50;
const WARM_UP_SECONDS = 2;
/** Code that has run less often is not yet compiled as well as it will be. */
const WARM_UP_ANSWERS = 1_500;
const WARM_UPS = 10;

export interface Measured extends LoadResult {
  /** Resident memory of the server at the end of the run. */
  readonly megabytes: number;
  /** Processor time of the server, not of PostgreSQL, for one answer; null where it is not known. */
  readonly processorMs: number | null;
  /** The same of PostgreSQL's connections to this database. */
  readonly databaseMs: number | null;
}

export interface MeasuredRow {
  readonly name: RowName;
  readonly before: Measured;
  /** Null where only the statement is measured, by the reference. */
  readonly product: Measured | null;
  readonly after: Measured;
  /** Requests a second of the product, as a share of the mean of the reference's two runs. */
  readonly ratio: number | null;
  /** Processor time of the reference for one answer, as a share of the product's. */
  readonly processorRatio: number | null;
}

export interface Bench {
  /** Null where only the reference is measured. */
  readonly product: Server | null;
  readonly reference: Server;
  readonly load: LoadGenerator;
  readonly seconds: number;
  readonly database: DatabaseWatch;
}

/** Measures the reference, the product and the reference again. @throws Error when a request fails */
export async function measureRow(
  bench: Bench,
  name: RowName,
  requests: readonly BenchRequest[],
): Promise<MeasuredRow> {
  const run = (server: Server): Promise<Measured> => measure(bench, server, { name, requests });
  const before = await run(bench.reference);
  const product = bench.product && (await run(bench.product));
  const after = bench.product ? await run(bench.reference) : before;
  const failures = before.failures + (product?.failures ?? 0) + after.failures;
  if (failures > 0) throw new Error(`${ROWS[name].title}: ${failures} requests failed`);
  const mean = (before.requestsPerSecond + after.requestsPerSecond) / 2;
  const bareMs = ((before.processorMs ?? 0) + (after.processorMs ?? 0)) / 2;
  return {
    ...{ name, before, product, after },
    ratio: product && product.requestsPerSecond / mean,
    processorRatio: product?.processorMs && bareMs > 0 ? bareMs / product.processorMs : null,
  };
}

async function measure(
  { load, seconds, database }: Bench,
  server: Server,
  { name, requests }: { name: RowName; requests: readonly BenchRequest[] },
): Promise<Measured> {
  const order = { url: server.url, connections: CONNECTIONS, requests, status: statusOf(name) };
  await warmUp(load, { ...order, seconds: Math.min(WARM_UP_SECONDS, seconds) });
  const used = processorMilliseconds(server.pid);
  const databaseUsed = await database.processorMilliseconds();
  const result = await load.run({ ...order, seconds });
  const since = (before: number | null, now: number | null): number | null =>
    // A connection that has ended meanwhile has taken its time along.
    before === null || now === null || now < before ? null : (now - before) / result.answers;
  return {
    ...result,
    processorMs: since(used, processorMilliseconds(server.pid)),
    databaseMs: since(databaseUsed, await database.processorMilliseconds()),
    megabytes: residentMegabytes(server.pid),
  };
}

async function warmUp(load: LoadGenerator, order: LoadOrder): Promise<void> {
  let answers = 0;
  for (let turn = 0; turn < WARM_UPS && answers < WARM_UP_ANSWERS; turn += 1) {
    answers += (await load.run(order)).answers;
  }
}

/**
 * Checks that product and reference give the same answer, so that the same work is compared.
 * @throws Error that names the first difference
 */
export async function assertSameAnswers(
  { product, reference }: { readonly product: Server; readonly reference: Server },
  name: RowName,
  requests: readonly BenchRequest[],
): Promise<void> {
  for (const request of requests) {
    const mine = await fetchText(product, request);
    // What the product notes of the answer's origin stands in the JSON that PostgreSQL makes, and goes no further.
    const bare = takeMarks(await fetchText(reference, request)).json;
    if (name === 'comment') continue;
    const same =
      name === 'graphql' ? sameButForEnums(mine, bare) : withoutCursor(mine) === withoutCursor(bare);
    if (!same) throw new Error(`${name}: ${request.path} is not the same:\n${difference(mine, bare)}`);
  }
}

/** Where two texts part. */
function difference(left: string, right: string): string {
  const at = [...left].findIndex((sign, place) => sign !== right[place]);
  return [left, right].map((text) => text.slice(Math.max(0, at - 100), at + 100)).join('\n');
}

async function fetchText(server: Server, { method, path, headers, body }: BenchRequest): Promise<string> {
  const asked = { method, headers: { ...PLAIN, ...headers }, body, redirect: 'manual' } as const;
  const response = await fetch(`${server.url}${path}`, asked);
  const text = await response.text();
  if (response.status === 302) return response.headers.get('location') ?? '';
  if (response.status === 304 || (response.ok && !text.includes('"errors":['))) return text;
  throw new Error(`${path}: ${response.status} ${text}`);
}

/** A cursor names the list that it belongs to; the reference's statement was taken from another list of its kind. */
const withoutCursor = (json: string): string =>
  json.replace(/"endCursor" : "[^"]*"}, "totalCount/, '"totalCount');

/** GraphQL spells enumeration values in capitals: `AFTER` for what the database has as `after`. */
const sameButForEnums = (left: string, right: string): boolean =>
  isDeepStrictEqual(JSON.parse(spelt(left)), JSON.parse(spelt(right)));
const spelt = (json: string): string => json.toLowerCase().replaceAll('_', '');
