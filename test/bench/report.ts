import type { Explained } from './explain.js';
import type { Measured, MeasuredRow } from './measure.js';
import type { Profile } from './profile.js';
import { type RowName, ROWS } from './rows.js';

const HEAD = ['', 'requests/s', 'p50 ms', 'p99 ms', 'CPU ms', 'PG ms', 'MB', 'ratio', 'CPU ratio', 'aim', ''];

/** The table: three lines a row, the product between the two runs of its reference. */
export const table = (rows: readonly MeasuredRow[]): string => columns([HEAD, ...rows.flatMap(linesOf)]);

function linesOf({ name, before, product, after, ratio, processorRatio }: MeasuredRow): string[][] {
  const { title, aim } = ROWS[name];
  if (!product || ratio === null) return [[title, ...figures(before)], []];
  return [
    ['bare handler', ...figures(before)],
    [
      ...[title, ...figures(product), ratio.toFixed(2), processorRatio?.toFixed(2) ?? '?'],
      ...(aim === undefined ? [] : [aim.toFixed(2), ratio >= aim ? 'reached' : 'missed']),
    ],
    ['bare handler', ...figures(after)],
    [],
  ];
}

const figures = ({ requestsPerSecond, p50, p99, processorMs, databaseMs, megabytes }: Measured): string[] => [
  requestsPerSecond.toFixed(0),
  String(p50),
  String(p99),
  processorMs?.toFixed(3) ?? '?',
  databaseMs?.toFixed(3) ?? '?',
  megabytes.toFixed(0),
];

/** Lines of cells, one under the other: text to the left, numbers to the right. */
export function columns(lines: readonly (readonly string[])[]): string {
  const count = Math.max(...lines.map(({ length }) => length));
  const widths = Array.from({ length: count }, (_, at) =>
    Math.max(...lines.map((line) => line[at]?.length ?? 0)),
  );
  return lines
    .map((line) =>
      line
        .map((cell, at) => padded(cell, widths[at] ?? 0, at))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

const padded = (cell: string, width: number, at: number): string =>
  at === 0 || /^[a-z]/i.test(cell) ? cell.padEnd(width) : cell.padStart(width);

export const explained = (name: RowName, { planningMs, executionMs, pages }: Explained): string =>
  `${ROWS[name].title}: PostgreSQL plans the statement in ${planningMs.toFixed(1)} ms (once a connection), ` +
  `runs it in ${executionMs.toFixed(2)} ms and touches ${pages} pages.`;

export function profiled(name: RowName, { busy, groups, functions }: Profile): string {
  const percent = (share: number): string => `${(share * 100).toFixed(1)} %`.padStart(7);
  const line = (entry: { name: string; share: number }): string => `  ${percent(entry.share)}  ${entry.name}`;
  return [
    `${ROWS[name].title}: the process is busy ${percent(busy).trim()} of the time, of which`,
    ...groups.filter(({ share }) => share >= 0.01).map(line),
    '  and by function',
    ...functions.map(line),
  ].join('\n');
}
