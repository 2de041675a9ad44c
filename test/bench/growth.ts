import type { SiteReport } from './site-bench.js';
import { columns } from './report.js';
import { type RowName, ROWS } from './rows.js';

/** What anything may cost on the large site, as a multiple of the small one. */
const ALLOWED = 1.5;
/** What is cheaper than this on both is not compared: the measure is coarser than that. */
const LEAST_MS = 0.05;

interface Growth {
  readonly name: RowName;
  readonly what: string;
  readonly small: number;
  readonly large: number;
  readonly factor: number;
  readonly within: boolean;
}

/** Cost of the same workloads on two sites: of the statement alone, and of a request in the server and in PostgreSQL. */
export function growthOf(small: SiteReport, large: SiteReport): Growth[] {
  return large.rows.flatMap(({ name }) => {
    const [here, there] = [small, large].map((report) => costs(report, name)) as [Costs, Costs];
    return Object.keys(here).flatMap((what) => {
      const [one, other] = [here[what] ?? null, there[what] ?? null];
      if (one === null || other === null || Math.max(one, other) < LEAST_MS) return [];
      const factor = other / one;
      const within = factor <= ALLOWED;
      return [{ name, what, small: one, large: other, factor, within }];
    });
  });
}

type Costs = Readonly<Record<string, number | null>>;

function costs({ rows, statements }: SiteReport, name: RowName): Costs {
  const row = rows.find((one) => one.name === name);
  const measured = row?.product ?? row?.before;
  return {
    'statement ms': statements[name]?.executionMs ?? null,
    'pages of 8 KB': statements[name]?.pages ?? null,
    'CPU ms a request': measured?.processorMs ?? null,
    'PG ms a request': measured?.databaseMs ?? null,
  };
}

export const growthTable = (growth: readonly Growth[], sizes: readonly number[]): string =>
  columns([
    ['growth', 'cost', ...sizes.map((size) => `${size / 1_000}k`), 'times', ''],
    ...growth.map(({ name, what, small, large, factor, within }) => [
      ROWS[name].title,
      what,
      ...[small, large].map((cost) => cost.toFixed(3)),
      factor.toFixed(2),
      within ? '' : `more than ${ALLOWED}`,
    ]),
  ]);
