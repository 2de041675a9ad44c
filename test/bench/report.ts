import type { Explained } from './explain.js';
import { AIMS, type Measured, type MeasuredRow } from './measure.js';
import type { RowName } from './options.js';
import type { Profile } from './profile.js';

export const TITLES: Readonly<Record<RowName, string>> = {
  rest: 'REST page',
  graphql: 'GraphQL page',
  list: 'section list',
  comment: 'add comment',
};

const HEAD = ['', 'requests/s', 'p50 ms', 'p99 ms', 'CPU ms', 'MB', 'ratio', 'aim', ''];

/** The table: three lines a row, the product between the two runs of its reference. */
export function table(rows: readonly MeasuredRow[]): string {
  const lines = rows.flatMap(({ name, before, product, after, ratio }) => [
    ['bare handler', ...figures(before)],
    [
      TITLES[name],
      ...figures(product),
      ratio.toFixed(2),
      AIMS[name].toFixed(2),
      ratio >= AIMS[name] ? 'reached' : 'missed',
    ],
    ['bare handler', ...figures(after)],
    [],
  ]);
  const whole = [HEAD, ...lines];
  const widths = HEAD.map((_, column) => Math.max(...whole.map((line) => line[column]?.length ?? 0)));
  return whole
    .map((line) => line.map((cell, column) => padded(cell, widths[column] ?? 0, column)).join('  '))
    .join('\n');
}

const padded = (cell: string, width: number, column: number): string =>
  column === 0 || column === HEAD.length - 1 ? cell.padEnd(width) : cell.padStart(width);

const figures = ({ requestsPerSecond, p50, p99, processorMs, megabytes }: Measured): string[] => [
  requestsPerSecond.toFixed(0),
  String(p50),
  String(p99),
  processorMs?.toFixed(2) ?? '?',
  megabytes.toFixed(0),
];

export const explained = (name: RowName, { planningMs, executionMs, pages }: Explained): string =>
  `${TITLES[name]}: PostgreSQL plans the statement in ${planningMs.toFixed(1)} ms (once a connection), ` +
  `runs it in ${executionMs.toFixed(2)} ms and touches ${pages} pages.`;

export function profiled(name: RowName, { busy, groups, functions }: Profile): string {
  const percent = (share: number): string => `${(share * 100).toFixed(1)} %`.padStart(7);
  const line = (entry: { name: string; share: number }): string => `  ${percent(entry.share)}  ${entry.name}`;
  return [
    `${TITLES[name]}: the process is busy ${percent(busy).trim()} of the time, of which`,
    ...groups.filter(({ share }) => share >= 0.01).map(line),
    '  and by function',
    ...functions.map(line),
  ].join('\n');
}
