import { isDeepStrictEqual } from 'node:util';
import { type LoadGenerator, processorMilliseconds, residentMegabytes, type Server } from './processes.js';
import type { LoadResult } from './load.js';
import type { RowName } from './options.js';
import type { BenchRequest } from './requests.js';

/** Of what a bare handler reaches, the share that is aimed at. */
export const AIMS: Readonly<Record<RowName, number>> = { rest: 0.8, graphql: 0.45, list: 0.7, comment: 0.4 };

export const CONNECTIONS = 50;
const WARM_UP_SECONDS = 3;

export interface Measured extends LoadResult {
  readonly megabytes: number;
  /** Processor time of the server, not of PostgreSQL, for one answer; null where it is not known. */
  readonly processorMs: number | null;
}

export interface MeasuredRow {
  readonly name: RowName;
  readonly before: Measured;
  readonly product: Measured;
  readonly after: Measured;
  readonly ratio: number;
}

export interface Bench {
  readonly product: Server;
  readonly reference: Server;
  readonly load: LoadGenerator;
  readonly seconds: number;
}

/** Measures the reference, the product and the reference again. */
export async function measureRow(
  bench: Bench,
  name: RowName,
  requests: readonly BenchRequest[],
): Promise<MeasuredRow> {
  const before = await measure(bench, bench.reference, requests);
  const product = await measure(bench, bench.product, requests);
  const after = await measure(bench, bench.reference, requests);
  const mean = (before.requestsPerSecond + after.requestsPerSecond) / 2;
  return { name, before, product, after, ratio: product.requestsPerSecond / mean };
}

async function measure(
  { load, seconds }: Bench,
  server: Server,
  requests: readonly BenchRequest[],
): Promise<Measured> {
  const order = { url: server.url, connections: CONNECTIONS, requests };
  await load.run({ ...order, seconds: Math.min(WARM_UP_SECONDS, seconds) });
  const used = processorMilliseconds(server.pid);
  const result = await load.run({ ...order, seconds });
  const usedNow = processorMilliseconds(server.pid);
  const processorMs = used === null || usedNow === null ? null : (usedNow - used) / result.answers;
  return { ...result, megabytes: residentMegabytes(server.pid), processorMs };
}

/**
 * Checks that product and reference give the same answer, so that the same work is compared.
 * @throws Error that names the first difference
 */
export async function assertSameAnswers(
  { product, reference }: Pick<Bench, 'product' | 'reference'>,
  name: RowName,
  requests: readonly BenchRequest[],
): Promise<void> {
  for (const request of requests) {
    const [mine, bare] = [await fetchText(product, request), await fetchText(reference, request)];
    if (name === 'comment') continue;
    const same =
      name === 'graphql' ? sameButForEnums(mine, bare) : withoutCursor(mine) === withoutCursor(bare);
    if (!same) throw new Error(`${name}: ${request.path} is not the same:\n${mine}\n${bare}`);
  }
}

async function fetchText(server: Server, { method, path, headers, body }: BenchRequest): Promise<string> {
  const response = await fetch(`${server.url}${path}`, { method, headers, body });
  const text = await response.text();
  if (!response.ok || text.includes('"errors":[')) throw new Error(`${path}: ${response.status} ${text}`);
  return text;
}

/** A cursor names the list that it belongs to; the reference's statement was taken from the list of one section. */
const withoutCursor = (json: string): string =>
  json.replace(/"endCursor" : "[^"]*"}, "totalCount/, '"totalCount');

/** GraphQL spells enumeration values in capitals: `AFTER` for what the database has as `after`. */
const sameButForEnums = (left: string, right: string): boolean =>
  isDeepStrictEqual(JSON.parse(spelt(left)), JSON.parse(spelt(right)));
const spelt = (json: string): string => json.toLowerCase().replaceAll('_', '');
