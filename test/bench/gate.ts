import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import type { MeasuredRow } from './measure.js';
import { type RowName, ROWS } from './rows.js';

interface Ratios {
  /** Of requests a second. */
  readonly ratio: number;
  /** Of processor time; null where it is not known. */
  readonly processorRatio: number | null;
}

/** Ratios that were committed to. */
export type Baseline = Partial<Readonly<Record<RowName, Ratios>>>;

/**
 * How much of a ratio may be lost. A row is worse only when it has lost as much in requests a second and in processor
 * time: others who use the machine disturb the one or the other, while more work for a request shows in both.
 */
const TOLERANCE = 0.25;

const rounded = (ratio: number): number => Number(ratio.toFixed(3));

function ratiosOf(rows: readonly MeasuredRow[]): Baseline {
  const entries = rows.flatMap(({ name, ratio, processorRatio }) =>
    ratio === null
      ? []
      : [
          [
            name,
            { ratio: rounded(ratio), processorRatio: processorRatio && rounded(processorRatio) },
          ] as const,
        ],
  );
  return Object.fromEntries(entries);
}

/** Commits to these ratios; rows that were not measured keep theirs. */
export function writeBaseline(file: string, rows: readonly MeasuredRow[]): void {
  const baseline = { ...(existsSync(file) ? readBaseline(file) : {}), ...ratiosOf(rows) };
  writeFileSync(file, `${JSON.stringify(baseline, null, 2)}\n`);
}

export const readBaseline = (file: string): Baseline => JSON.parse(readFileSync(file, 'utf8')) as Baseline;

/** One line for each row that is worse than the baseline by more than the tolerance. */
export function regressions(baseline: Baseline, rows: readonly MeasuredRow[]): string[] {
  const measured = ratiosOf(rows);
  return rows.flatMap(({ name }) => {
    const [expected, now] = [baseline[name], measured[name]];
    if (!expected || !now) return [];
    const lost = (was: number | null, is: number | null): boolean =>
      was === null || is === null || is < was * (1 - TOLERANCE);
    const isWorse = lost(expected.ratio, now.ratio) && lost(expected.processorRatio, now.processorRatio);
    return isWorse ? [`${ROWS[name].title}: ${told(now)} instead of ${told(expected)}`] : [];
  });
}

const told = ({ ratio, processorRatio }: Ratios): string =>
  `ratio ${ratio.toFixed(2)}, of processor time ${processorRatio?.toFixed(2) ?? '?'}`;
