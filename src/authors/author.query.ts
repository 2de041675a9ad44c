import { imageJson } from '../media/image.query.js';
import { Shape } from '../platform/api/shape.js';
import { literal, sql, type Sql } from '../platform/database/sql.js';

/** Fields of `Author`. */
export const authorShape = new Shape<{ au: Sql }>('Author', {
  id: ({ au }) => sql`${au}.id`,
  slug: ({ au }) => sql`${au}.slug`,
  name: ({ au }) => sql`${au}.name`,
  url: ({ au }, _, read) => sql`${literal(`${read.addresses.site}/author/`)} || ${au}.slug`,
  bio: ({ au }) => sql`${au}.bio`,
  avatar: ({ au }, { children }, read) => imageJson(sql`${au}.avatar_id`, children, read),
  links: ({ au }) => sql`${au}.links`,
  version: ({ au }) => sql`${au}.version`,
});
