import type { ArticleRow } from '../articles/article-row.js';
import { commentPolicyOf, type PolicyRow, takesComments } from '../articles/comment-policy.js';
import type { ReadContext } from '../platform/api/read-context.js';
import type { Selection } from '../platform/api/selection.js';
import { jsonList, Shape } from '../platform/api/shape.js';
import { join, literal, raw, sql, type Sql } from '../platform/database/sql.js';
import { challengeJson } from '../comment-challenges/comment-challenge.query.js';
import { NOTIFICATIONS_SETTING } from '../notifications/subscribing.js';
import { labelOf } from '../site/site-label.js';
import type { Labels } from '../site/site.view.js';
import { COMMENT_LIMITS } from './comment-limits.js';

interface FormField {
  readonly name: string;
  /** Name of the label that stands beside it. */
  readonly label: keyof Labels;
  readonly type: string;
  readonly required: boolean;
  readonly maxLength: number | null;
}

/** The fields of every form, in order. */
const FIELDS: readonly FormField[] = [
  { name: 'name', label: 'nameField', type: 'text', required: true, maxLength: COMMENT_LIMITS.name },
  { name: 'email', label: 'emailField', type: 'email', required: true, maxLength: COMMENT_LIMITS.email },
  { name: 'website', label: 'websiteField', type: 'url', required: false, maxLength: COMMENT_LIMITS.website },
  { name: 'body', label: 'commentField', type: 'textarea', required: true, maxLength: COMMENT_LIMITS.body },
];
/** The last one, where e-mails leave. */
const NOTIFY: FormField = {
  ...{ name: 'notify', label: 'notifyField', type: 'checkbox', required: false, maxLength: null },
};

/** Name of the field that people do not see. */
const TRAP = 'subject';

const rowsOf = (fields: readonly FormField[]): Sql =>
  join(
    fields.map(
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

const trapShape = new Shape<object>('CommentFormTrap', {
  name: () => literal(TRAP),
  label: () => labelOf('trapField'),
});

/** Fields of `CommentForm`, in a statement that reads the table `site`. */
const formShape = new Shape<PolicyRow>('CommentForm', {
  title: () => labelOf('reply'),
  notice: () => labelOf('replyNotice'),
  fields: (_, { children }, read) => {
    const f = read.alias('field');
    const asked = read.settings[NOTIFICATIONS_SETTING] === 'on' ? [...FIELDS, NOTIFY] : FIELDS;
    return jsonList(
      fieldShape.json({ f }, children, read),
      sql`from (values ${rowsOf(asked)}) as ${f} (place, name, label, type, required, max_length)`,
      sql`${f}.place`,
    );
  },
  open: takesComments,
  closedReason: (row) => sql`case when ${commentPolicyOf(row)} = 'closed' then ${labelOf('commentsClosed')}
    when not ${takesComments(row)} then ${labelOf('commentsOver')} end`,
  challenge: ({ a }, { children }, read) => challengeJson(sql`${a}.id`, children, read),
  trap: (row, { children }, read) => trapShape.json(row, children, read),
});

/** JSON of the form that a story's readers comment with. */
export const commentFormJson = (
  { a, s }: Pick<ArticleRow, 'a' | 's'>,
  selection: Selection,
  read: ReadContext,
): Sql => sql`(select ${formShape.json({ a, s, site: sql`site` }, selection, read)} from site)`;
