import { ArticleRow } from '../articles/article-row.js';
import { articleUrl } from '../articles/article-url.js';
import { commentShape, withoutReplies } from '../comments/comment.query.js';
import type { ReadContext } from '../platform/api/read-context.js';
import type { Selection } from '../platform/api/selection.js';
import { jsonList, Shape } from '../platform/api/shape.js';
import { instant, raw, sql, type Sql } from '../platform/database/sql.js';

/** Of flags and revisions so many are shown, the newest. */
const SHOWN = raw('20');
/** A moderator wants to know what to expect of somebody, and whoever floods a site has thousands. */
const HISTORY = raw('50');
/** Every edit brings one of each phase. */
const DECISIONS = raw('200');

interface ModeratedRow {
  readonly c: Sql;
  readonly story: ArticleRow;
}

/** Fields of `CommentDecision`. */
export const decisionShape = new Shape<{ d: Sql }>('CommentDecision', {
  id: ({ d }) => sql`${d}.id`,
  at: ({ d }) => instant(sql`${d}.at`),
  source: ({ d }) => sql`${d}.source`,
  actor: ({ d }) => sql`${d}.actor`,
  verdict: ({ d }) => sql`${d}.verdict`,
  rule: ({ d }) => sql`${d}.rule`,
  score: ({ d }) => sql`${d}.score`,
  reason: ({ d }) => sql`${d}.reason`,
  statusBefore: ({ d }) => sql`${d}.status_before`,
  statusAfter: ({ d }) => sql`${d}.status_after`,
  undoes: ({ d }) => sql`${d}.undoes`,
});

/** Fields of `CommentFlag`. Its `reader` never leaves the database. */
const flagShape = new Shape<{ f: Sql }>('CommentFlag', {
  reason: ({ f }) => sql`${f}.reason`,
  note: ({ f }) => sql`${f}.note`,
  at: ({ f }) => instant(sql`${f}.at`),
});

const revisionShape = new Shape<{ v: Sql }>('CommentRevision', {
  text: ({ v }) => sql`${v}.text`,
  at: ({ v }) => instant(sql`${v}.at`),
});

const articleShape = new Shape<{ story: ArticleRow }>('CommentedArticle', {
  id: ({ story }) => sql`${story.a}.id`,
  slug: ({ story }) => sql`${story.a}.slug`,
  // One that was planned and taken back before anybody saw it has none.
  headline: ({ story }) => sql`coalesce(${story.r}.headline, '')`,
  url: ({ story }, _, read) => articleUrl(story, read),
});

const countOf = (status: string) => (row: { c: Sql }) =>
  sql`count(*) filter (where ${row.c}.status = ${status})`;

const historyShape = new Shape<{ c: Sql }>('CommenterHistory', {
  approved: countOf('approved'),
  rejected: countOf('rejected'),
  spam: countOf('spam'),
});

/** Fields of `ModeratedComment`. `network` is sealed as it is stored, and opened outside the database. */
const moderatedShape = new Shape<ModeratedRow>('ModeratedComment', {
  comment: ({ c, story }, { children }, read) =>
    commentShape.json({ c, a: story.a, s: story.s, onlooker: 'moderators' }, children, read),
  article: ({ story }, { children }, read) => articleShape.json({ story }, children, read),
  flagCount: ({ c }) => sql`${c}.flag_count`,
  flags: ({ c }, { children }, read) => {
    const f = read.alias('flg');
    const order = sql`${f}.at desc, ${f}.reader`;
    return jsonList(
      flagShape.json({ f }, children, read),
      sql`from (select * from comment_flag ${f} where ${f}.comment_id = ${c}.id order by ${order} limit ${SHOWN}) ${f}`,
      order,
    );
  },
  revisions: ({ c }, { children }, read) => {
    const v = read.alias('rev');
    const order = sql`${v}.n desc`;
    return jsonList(
      revisionShape.json({ v }, children, read),
      sql`from (select * from comment_revision ${v} where ${v}.comment_id = ${c}.id order by ${order} limit ${SHOWN}) ${v}`,
      order,
    );
  },
  decisions: ({ c }, { children }, read) => {
    const d = read.alias('dec');
    return jsonList(
      decisionShape.json({ d }, children, read),
      sql`from (select * from comment_decided ${d} where ${d}.comment_id = ${c}.id
        order by ${d}.at desc, ${d}.id desc limit ${DECISIONS}) ${d}`,
      sql`${d}.at, ${d}.id`,
    );
  },
  history: ({ c }, { children }, read) => {
    const h = read.alias('com');
    return sql`(select ${historyShape.json({ c: h }, children, read)} from comment_identity own,
      lateral (select theirs.comment_id from comment_identity theirs where theirs.email_index = own.email_index
        order by theirs.created_at desc limit ${HISTORY}) newest
      join comment ${h} on ${h}.id = newest.comment_id where own.comment_id = ${c}.id)`;
  },
  network: ({ c }) =>
    sql`(select encode(own.address_cipher, 'base64') from comment_identity own where own.comment_id = ${c}.id)`,
});

/** JSON of the comment with this id. */
export function moderatedJson(id: Sql, selection: Selection, read: ReadContext): Sql {
  const c = read.alias('com');
  const story = new ArticleRow(read);
  const json = moderatedShape.json({ c, story }, selection, read);
  return sql`(select ${json} from comment ${c} join ${story.from()} on ${story.a}.id = ${c}.article_id
    where ${c}.id = ${id})`;
}

/** What REST gives of a moderated comment: replies are looked for where they are asked for. */
export const withBareComment = (selection: Selection): Selection =>
  selection.map((one) => (one.name === 'comment' ? { ...one, children: withoutReplies(one.children) } : one));
