/** The load, in a process of its own: a number of connections, each with its own part of the requests. */
import autocannon from 'autocannon';
import { type BenchRequest, OTHER_WORDS } from './requests.js';

export interface LoadOrder {
  readonly url: string;
  readonly seconds: number;
  readonly connections: number;
  /** So many requests in place of so many seconds. */
  readonly amount?: number;
  readonly requests: readonly BenchRequest[];
  /** What an answer has to have to count as one. */
  readonly status: number;
}

export interface LoadResult {
  /** Average of the whole run. */
  readonly requestsPerSecond: number;
  /** Answers with the status that was expected. */
  readonly answers: number;
  /** Connections broken, time-outs and answers with another status. */
  readonly failures: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p99: number;
}

process.on('message', (order: LoadOrder) => {
  run(order).then(
    (result) => process.send?.(result),
    (error: unknown) => {
      process.stderr.write(`${String(error)}\n`);
      process.exit(1);
    },
  );
});
process.once('disconnect', () => process.exit());

async function run({ url, seconds, connections, amount, requests, status }: LoadOrder): Promise<LoadResult> {
  const share = Math.ceil(requests.length / connections);
  let turn = 0;
  const result = await autocannon({
    url,
    connections,
    duration: seconds,
    amount,
    setupClient: (client) => {
      const start = (turn * share) % requests.length;
      turn += 1;
      client.setRequests(requests.slice(start, start + share).map(asSent));
    },
  });
  const answers = result.statusCodeStats?.[`${status}`]?.count ?? 0;
  return {
    requestsPerSecond: answers / result.duration,
    answers,
    failures: result.errors + result.timeouts + result['2xx'] + result.non2xx - answers,
    p50: result.latency.p50,
    p99: result.latency.p99,
  };
}

/** A request whose words are to be others each time is written anew each time. */
function asSent(request: BenchRequest): autocannon.Request {
  const { body } = request;
  if (!body?.includes(OTHER_WORDS)) return request as autocannon.Request;
  const setupRequest = (given: autocannon.Request): autocannon.Request => ({
    ...given,
    body: body.replace(OTHER_WORDS, otherWords()),
  });
  return { ...request, setupRequest };
}

const WORDS = 15;

const otherWords = (): string =>
  Array.from({ length: WORDS }, () => Math.random().toString(36).slice(2, 8)).join(' ');
