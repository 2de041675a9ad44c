/** The load, in a process of its own: a number of connections, each with its own part of the requests. */
import autocannon from 'autocannon';
import type { BenchRequest } from './requests.js';

export interface LoadOrder {
  readonly url: string;
  readonly seconds: number;
  readonly connections: number;
  readonly requests: readonly BenchRequest[];
}

export interface LoadResult {
  /** Average of the whole run. */
  readonly requestsPerSecond: number;
  /** Answers with a 2xx status. */
  readonly answers: number;
  /** Connections broken, time-outs and answers without a 2xx status. */
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

async function run({ url, seconds, connections, requests }: LoadOrder): Promise<LoadResult> {
  const share = Math.ceil(requests.length / connections);
  let turn = 0;
  const result = await autocannon({
    url,
    connections,
    duration: seconds,
    setupClient: (client) => {
      const start = (turn * share) % requests.length;
      turn += 1;
      client.setRequests(requests.slice(start, start + share) as autocannon.Request[]);
    },
  });
  return {
    requestsPerSecond: result['2xx'] / result.duration,
    answers: result['2xx'],
    failures: result.errors + result.timeouts + result.non2xx,
    p50: result.latency.p50,
    p99: result.latency.p99,
  };
}
