import type { ArticleRow } from '../articles/article-row.js';
import type { FieldSql } from '../platform/api/shape.js';
import { narrowingOf } from './related.args.js';
import { type Narrowing, relatedJson } from './related.query.js';

/** The related stories of a story, wherever it stands: with the arguments of GraphQL, or `narrowing` that is read already. */
export const relatedEdge: FieldSql<ArticleRow> = (row, { args, children }, read) =>
  relatedJson(
    row,
    {
      first: args['first'] as number | undefined,
      narrowing: (args['narrowing'] as Narrowing | undefined) ?? narrowingOf(args),
    },
    children,
    read,
  );
