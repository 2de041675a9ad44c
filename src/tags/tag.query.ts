import { type FieldsSql, Shape } from '../platform/api/shape.js';
import { literal, sql, type Sql } from '../platform/database/sql.js';

/** Fields of `Tag`. */
const tagFields: FieldsSql<{ t: Sql }> = {
  id: ({ t }) => sql`${t}.id`,
  slug: ({ t }) => sql`${t}.slug`,
  name: ({ t }) => sql`${t}.name`,
  url: ({ t }, _, read) => sql`${literal(`${read.addresses.site}/tag/`)} || ${t}.slug`,
  version: ({ t }) => sql`${t}.version`,
};

export const tagShape = new Shape('Tag', tagFields, { kind: 'tag', id: ({ t }) => sql`${t}.id` });
