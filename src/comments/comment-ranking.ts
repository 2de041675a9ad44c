import { sql, type Sql } from '../platform/database/sql.js';

/** Quantile of the normal distribution for a confidence of 95 %. */
const Z = 1.959963984540054;

/**
 * What `best` sorts by: the lower bound of the Wilson score interval for the share of those in favour, 0 to 1. It trusts
 * a share the more, the more readers it comes from.
 *
 * E. B. Wilson, "Probable Inference, the Law of Succession, and Statistical Inference", Journal of the American
 * Statistical Association 22 (1927), 209-212; with n = up + down it is here
 * (up + z²/2 − z √(up · down / n + z²/4)) / (n + z²).
 */
export const bestOf = (up: Sql, down: Sql): Sql => sql`((${up} + ${(Z * Z) / 2}::float8
    - ${Z}::float8 * sqrt(coalesce(${up}::float8 * ${down} / nullif(${up} + ${down}, 0), 0) + ${(Z * Z) / 4}::float8))
  / (${up} + ${down} + ${Z * Z}::float8))`;

/**
 * What `controversial` sorts by: the number of reactions, to the power of how evenly they are divided (0 when all are of
 * one mind, 1 when as many are for as against), as Reddit ranks (`controversy` in its `_sorts.pyx`).
 */
export const controversyOf = (up: Sql, down: Sql): Sql => sql`case when least(${up}, ${down}) <= 0 then 0
  else power(${up} + ${down}, least(${up}, ${down})::float8 / greatest(${up}, ${down})) end`;
