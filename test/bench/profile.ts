import type { Profiler } from 'node:inspector';
import { once } from 'node:events';
import { WebSocket } from 'ws';

/** Self time of the functions of one row, in shares of the time that the process was busy. */
export interface Profile {
  /** Share of the wall-clock time. */
  readonly busy: number;
  readonly groups: readonly Share[];
  readonly functions: readonly Share[];
}

interface Share {
  readonly name: string;
  readonly share: number;
}

const INTERVAL_MICROSECONDS = 400;
const TOP_FUNCTIONS = 12;

/** Profiles the process behind an inspector (`node --inspect`) while `work` runs. */
export async function profileWhile(inspector: string, work: () => Promise<unknown>): Promise<Profile> {
  const socket = new WebSocket(inspector);
  await once(socket, 'open');
  let turn = 0;
  const call = async (method: string, params: object = {}): Promise<unknown> => {
    turn += 1;
    const id = turn;
    socket.send(JSON.stringify({ id, method, params }));
    for (;;) {
      const [data] = (await once(socket, 'message')) as [Buffer];
      const answer = JSON.parse(data.toString()) as { id?: number; result?: unknown };
      if (answer.id === id) return answer.result;
    }
  };
  try {
    await call('Profiler.enable');
    await call('Profiler.setSamplingInterval', { interval: INTERVAL_MICROSECONDS });
    await call('Profiler.start');
    await work();
    const { profile } = (await call('Profiler.stop')) as { profile: Profiler.Profile };
    return sharesOf(profile);
  } finally {
    socket.close();
  }
}

function sharesOf({ nodes, samples = [], timeDeltas = [] }: Profiler.Profile): Profile {
  const frames = new Map(nodes.map(({ id, callFrame }) => [id, callFrame]));
  const groups = new Map<string, number>();
  const functions = new Map<string, number>();
  let busy = 0;
  let whole = 0;
  samples.forEach((id, index) => {
    const frame = frames.get(id);
    const time = timeDeltas[index] ?? 0;
    whole += time;
    if (!frame || frame.functionName === '(idle)') return;
    busy += time;
    const group = groupOf(frame);
    const place = frame.url.replace(/^.*\/(?:node_modules|dist)\//, '').replace(/^file:\/\//, '');
    const name = `${frame.functionName || '(anonymous)'} ${place && `${place}:${frame.lineNumber + 1}`}`;
    groups.set(group, (groups.get(group) ?? 0) + time);
    functions.set(name, (functions.get(name) ?? 0) + time);
  });
  const shares = (times: Map<string, number>): Share[] =>
    [...times].map(([name, time]) => ({ name, share: time / busy })).sort((a, b) => b.share - a.share);
  return {
    busy: busy / whole,
    groups: shares(groups),
    functions: shares(functions).slice(0, TOP_FUNCTIONS),
  };
}

const PACKAGES: Readonly<Record<string, RegExp>> = {
  pg: /^pg(-|$)/,
  GraphQL: /^(graphql|@apollo|@as-integrations|@nestjs\/(graphql|apollo)|@graphql-tools)/,
  Nest: /^(@nestjs|rxjs)/,
  Fastify: /^(fastify|@fastify|find-my-way|avvio|secure-json-parse|fast-|light-my-request)/,
  validation: /^(class-|validator)/,
};

function groupOf({ functionName, url }: { functionName: string; url: string }): string {
  if (functionName === '(garbage collector)') return 'garbage collection';
  if (url === '') return 'native code';
  if (url.startsWith('node:')) return 'Node';
  const name = /node_modules\/((?:@[^/]+\/)?[^/]+)(?!.*node_modules\/)/.exec(url)?.[1];
  if (name === undefined) return 'Broadsheet';
  return Object.entries(PACKAGES).find(([, packages]) => packages.test(name))?.[0] ?? name;
}
