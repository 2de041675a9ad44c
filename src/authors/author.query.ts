import { ifHasMedia } from '../articles/visibility.js';
import { imageJson } from '../media/image.query.js';
import { type FieldsSql, Shape } from '../platform/api/shape.js';
import { literal, sql, type Sql } from '../platform/database/sql.js';

/** Fields of `Author`. */
const authorFields: FieldsSql<{ au: Sql }> = {
  id: ({ au }) => sql`${au}.id`,
  slug: ({ au }) => sql`${au}.slug`,
  name: ({ au }) => sql`${au}.name`,
  url: ({ au }, _, read) => sql`${literal(`${read.addresses.site}/author/`)} || ${au}.slug`,
  bio: ({ au }) => sql`${au}.bio`,
  avatar: ({ au }, { children }, read) =>
    imageJson(ifHasMedia(read.viewer, sql`${au}.avatar_id`), children, read),
  links: ({ au }) => sql`${au}.links`,
  version: ({ au }) => sql`${au}.version`,
};

export const authorShape = new Shape('Author', authorFields, {
  kind: 'author',
  id: ({ au }) => sql`${au}.id`,
});
