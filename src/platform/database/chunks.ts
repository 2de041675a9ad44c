/** Rows of one statement: PostgreSQL takes 65,535 values at most, and no table has a hundred columns. */
const ROWS = 500;

/** Rows in parts that one statement can take. */
export const chunksOf = <T>(rows: readonly T[]): T[][] =>
  Array.from({ length: Math.ceil(rows.length / ROWS) }, (_, index) =>
    rows.slice(index * ROWS, (index + 1) * ROWS),
  );
