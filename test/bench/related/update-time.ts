import { Client } from 'pg';
import { DataSource } from 'typeorm';
import { RelatedService } from '../../../src/related-stories/related.service.js';
import { processorMilliseconds } from '../processes.js';
import { addStories, fill, idsBeside } from './matters.js';

const MEASURED = 60;
const WARM_UPS = 10;
/** Stories that are chosen for together, where nothing is measured. */
const CHUNK = 100;

/**
 * Measures what a published story costs among so many: making out what it is about, choosing for it and for those in
 * whose lists it belongs, as far as that is not left to the background; and reading its list.
 * @returns a line with milliseconds
 */
export async function updateTime(url: string, stories: number): Promise<string> {
  const client = new Client({ connectionString: url, options: '-c synchronous_commit=off' });
  await client.connect();
  // One connection, so that it is known which process works.
  const source = await new DataSource({ type: 'postgres', url, extra: { max: 1 } }).initialize();
  try {
    await fill(client, url, stories);
    const ids = await addStories(client, stories, MEASURED + WARM_UPS);
    const related = new RelatedService();
    const beside = await idsBeside(client, stories, ids.length);
    for (let start = 0; start < beside.length; start += CHUNK) {
      await source.transaction((tx) => related.choose(tx, beside.slice(start, start + CHUNK)));
    }
    await client.query('analyze related_story');
    const [{ pid }] = await source.query<[{ pid: number }]>('select pg_backend_pid() as pid');
    const worked = (): number => (processorMilliseconds(pid) ?? NaN) + process.cpuUsage().user / 1_000;
    const updates: number[] = [];
    const reads: number[] = [];
    let before = 0;
    for (const [place, id] of ids.entries()) {
      if (place === WARM_UPS) before = worked();
      updates.push(await timed(() => source.transaction((tx) => related.follow(tx, [id]))));
      reads.push(await timed(() => client.query(READ, [id])));
    }
    const told = (times: number[]): string => {
      const sorted = times.slice(WARM_UPS).toSorted((a, b) => a - b);
      const at = (share: number): string => (sorted[Math.floor(sorted.length * share)] ?? 0).toFixed(1);
      return `p50 ${at(0.5)} ms, p95 ${at(0.95)} ms`;
    };
    const each = ((worked() - before) / MEASURED).toFixed(1);
    return `Among ${stories} stories: a published story ${told(updates)}, ${each} ms of processors; reading its list ${told(reads)}.`;
  } finally {
    await source.destroy();
    await client.end();
  }
}

const READ = {
  name: 'read',
  text: `select story.related_id from related_story story join article other on other.id = story.related_id
    where story.article_id = $1 and other.status = 'published' and other.publish_at <= now()
      and (other.expires_at is null or other.expires_at > now()) order by story.rank limit 5`,
} as const;

async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}
