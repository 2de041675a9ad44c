import { Shape } from '../platform/api/shape.js';
import { literal, sql, type Sql } from '../platform/database/sql.js';

/** Fields of `Tag`. */
export const tagShape = new Shape<{ t: Sql }>('Tag', {
  id: ({ t }) => sql`${t}.id`,
  slug: ({ t }) => sql`${t}.slug`,
  name: ({ t }) => sql`${t}.name`,
  url: ({ t }, _, read) => sql`${literal(`${read.addresses.site}/tag/`)} || ${t}.slug`,
  version: ({ t }) => sql`${t}.version`,
});
