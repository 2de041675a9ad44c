import { parseArgs } from 'node:util';

/** What is measured, in this order: adding comments makes the pages larger, so it comes last. */
export const ROW_NAMES = ['rest', 'graphql', 'list', 'comment'] as const;
export type RowName = (typeof ROW_NAMES)[number];

export interface BenchOptions {
  readonly rows: readonly RowName[];
  /** Length of each measured run. */
  readonly seconds: number;
  readonly articles: number;
  readonly comments: number;
  readonly profile: boolean;
}

const USAGE = `npm run bench -- [--rows ${ROW_NAMES.join(',')}] [--seconds 8] [--articles 10000] [--no-profile]`;

/** @throws Error with the usage for an option that does not exist or a value that makes no sense */
export function readOptions(args: readonly string[]): BenchOptions {
  const { values } = parseArgs({
    args: [...args],
    allowNegative: true,
    options: {
      rows: { type: 'string', default: ROW_NAMES.join() },
      seconds: { type: 'string', default: '8' },
      articles: { type: 'string', default: '10000' },
      profile: { type: 'boolean', default: true },
    },
  });
  const asked = values.rows.split(',');
  const unknown = asked.find((name) => !(ROW_NAMES as readonly string[]).includes(name));
  const seconds = Number(values.seconds);
  const articles = Number(values.articles);
  if (unknown !== undefined || !(seconds > 0) || !(articles >= 100)) throw new Error(USAGE);
  return {
    rows: ROW_NAMES.filter((name) => asked.includes(name)),
    seconds,
    articles,
    comments: articles * 10,
    profile: values.profile,
  };
}
