import type { ArticleRow } from '../articles/article-row.js';
import type { ReadContext } from '../platform/api/read-context.js';
import type { Selection } from '../platform/api/selection.js';
import { jsonList, Shape } from '../platform/api/shape.js';
import { join, literal, raw, sql, type Sql } from '../platform/database/sql.js';
import { labelOf } from '../site/site-label.js';
import { COMMENT_LIMITS } from './comment-limits.js';

/** The fields of the form, in order, each with the name of the label that stands beside it. */
const FORM_FIELDS = [
  { name: 'name', label: 'nameField', type: 'text', required: true, maxLength: COMMENT_LIMITS.name },
  { name: 'email', label: 'emailField', type: 'email', required: true, maxLength: COMMENT_LIMITS.email },
  { name: 'website', label: 'websiteField', type: 'url', required: false, maxLength: COMMENT_LIMITS.website },
  { name: 'body', label: 'commentField', type: 'textarea', required: true, maxLength: COMMENT_LIMITS.body },
] as const;

const fieldRows = join(
  FORM_FIELDS.map(
    ({ name, label, type, required, maxLength }, place) =>
      sql`(${raw(String(place))}, ${literal(name)}, ${labelOf(label)}, ${literal(type)}, ${raw(String(required))}, ${raw(String(maxLength))})`,
  ),
  ', ',
);

const fieldShape = new Shape<{ f: Sql }>('CommentFormField', {
  name: ({ f }) => sql`${f}.name`,
  label: ({ f }) => sql`${f}.label`,
  type: ({ f }) => sql`${f}.type`,
  required: ({ f }) => sql`${f}.required`,
  maxLength: ({ f }) => sql`${f}.max_length`,
});

const isOpen = ({ a }: Pick<ArticleRow, 'a'>): Sql =>
  sql`coalesce(${a}.comment_policy, site.comment_policy) <> 'closed'`;

/** Fields of `CommentForm`, in a statement that reads the table `site`. */
const formShape = new Shape<Pick<ArticleRow, 'a'>>('CommentForm', {
  title: () => labelOf('reply'),
  notice: () => labelOf('replyNotice'),
  fields: (_, { children }, read) => {
    const f = read.alias('field');
    return jsonList(
      fieldShape.json({ f }, children, read),
      sql`from (values ${fieldRows}) as ${f} (place, name, label, type, required, max_length)`,
      sql`${f}.place`,
    );
  },
  open: isOpen,
  closedReason: (row) => sql`case when not ${isOpen(row)} then ${labelOf('commentsClosed')} end`,
  challenge: () => sql`null`,
});

/** JSON of the form that a story's readers comment with. */
export const commentFormJson = (row: Pick<ArticleRow, 'a'>, selection: Selection, read: ReadContext): Sql =>
  sql`(select ${formShape.json(row, selection, read)} from site)`;
