import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import type { MeasuredRow } from './measure.js';
import { type RowName, ROWS } from './rows.js';

/** Ratios that were committed to, by row. */
export type Baseline = Partial<Readonly<Record<RowName, number>>>;

/**
 * How much of a ratio may be lost. Between runs of the same code ratios differ by up to a tenth, more while
 * others use the machine: product and reference are measured seconds apart.
 */
const TOLERANCE = 0.15;

const ratiosOf = (rows: readonly MeasuredRow[]): Baseline =>
  Object.fromEntries(
    rows.flatMap(({ name, ratio }) => (ratio === null ? [] : [[name, Number(ratio.toFixed(3))]])),
  );

/** Commits to these ratios; rows that were not measured keep theirs. */
export function writeBaseline(file: string, rows: readonly MeasuredRow[]): void {
  const baseline = { ...(existsSync(file) ? readBaseline(file) : {}), ...ratiosOf(rows) };
  writeFileSync(file, `${JSON.stringify(baseline, null, 2)}\n`);
}

export const readBaseline = (file: string): Baseline => JSON.parse(readFileSync(file, 'utf8')) as Baseline;

/** One line for each row that is worse than the baseline by more than the tolerance. */
export function regressions(baseline: Baseline, rows: readonly MeasuredRow[]): string[] {
  const ratios = ratiosOf(rows);
  return rows.flatMap(({ name }) => {
    const [expected, ratio] = [baseline[name], ratios[name]];
    if (expected === undefined || ratio === undefined || ratio >= expected * (1 - TOLERANCE)) return [];
    return [`${ROWS[name].title}: ratio ${ratio.toFixed(2)} instead of ${expected.toFixed(2)}`];
  });
}
