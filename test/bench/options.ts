import { parseArgs } from 'node:util';
import type { DataSize } from './data/load-data.js';
import { ROW_NAMES, type RowName } from './rows.js';

export interface BenchOptions {
  readonly rows: readonly RowName[];
  /** Length of each measured run. */
  readonly seconds: number;
  /** The smallest first. */
  readonly sizes: readonly DataSize[];
  readonly profile: boolean;
  /** Write the plans of statements beside their code. */
  readonly plans: boolean;
  /** Look for indexes that nothing has used. */
  readonly indexes: boolean;
  /** Compare the ratios with the committed ones, or commit to these. */
  readonly baseline: 'compare' | 'write' | null;
  /** File for everything that was measured. */
  readonly json: string | undefined;
  /** Folder that keeps the loaded database for the next run. */
  readonly data: string | undefined;
}

/** What growth is measured from. */
const SMALL: DataSize = { articles: 10_000, comments: 100_000 };

const USAGE = `npm run bench -- [--rows ${ROW_NAMES.join(',')}] [--seconds 8]
  [--articles 10000] [--comments 100000] [--growth] [--indexes] [--profile] [--plans]
  [--gate | --baseline] [--json FILE] [--data FOLDER]`;

/** @throws Error with the usage for an option that does not exist or a value that makes no sense */
export function readOptions(args: readonly string[]): BenchOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      rows: { type: 'string', default: ROW_NAMES.join() },
      seconds: { type: 'string', default: '8' },
      articles: { type: 'string', default: String(SMALL.articles) },
      comments: { type: 'string' },
      growth: { type: 'boolean', default: false },
      indexes: { type: 'boolean', default: false },
      plans: { type: 'boolean', default: false },
      profile: { type: 'boolean', default: false },
      gate: { type: 'boolean', default: false },
      baseline: { type: 'boolean', default: false },
      json: { type: 'string' },
      data: { type: 'string' },
    },
  });
  const asked = values.rows.split(',');
  const known = asked.every((name) => (ROW_NAMES as readonly string[]).includes(name));
  const seconds = Number(values.seconds);
  const articles = Number(values.articles);
  const comments = Number(values.comments ?? articles * 10);
  const large = { articles, comments };
  const sound = seconds > 0 && articles >= 1_000 && comments >= 1_000 && !(values.gate && values.baseline);
  if (!known || !sound || (values.growth && articles <= SMALL.articles)) throw new Error(USAGE);
  const { profile, indexes, plans, json, data } = values;
  return {
    ...{ seconds, profile, indexes, plans, json, data },
    rows: ROW_NAMES.filter((name) => asked.includes(name)),
    sizes: values.growth ? [SMALL, large] : [large],
    baseline: values.gate ? 'compare' : values.baseline ? 'write' : null,
  };
}
