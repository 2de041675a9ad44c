import { isUuid } from '../platform/api/uuid.js';
import type { Sort } from '../platform/api/cursor.js';
import { invalidParameter } from '../platform/api/errors.js';
import { idBySlug } from '../platform/api/former-slugs.js';
import { join, Slot, sql, type Sql } from '../platform/database/sql.js';
import { FILTER_LENGTH, QueueSort, QueueStatus } from './moderation-desk.inputs.js';

/** Which comments are asked for. Absent and null mean: not restricted; without a status those that wait. */
export interface QueueFilter {
  readonly status?: QueueStatus | null;
  /** Id or slug of a story, as it is or was. */
  readonly article?: string | null;
  /** Slug of a section, as it is or was; stories of the sections below it belong to it too. */
  readonly section?: string | null;
  /** Name of a phase that found something. */
  readonly phase?: string | null;
  /** Name of the rule that it was. */
  readonly rule?: string | null;
  /** Words that stand in the comment or in its author's name. */
  readonly q?: string | null;
}

const STATUSES: Readonly<Record<QueueStatus, Sql>> = {
  [QueueStatus.PENDING]: sql`c.status = 'pending'`,
  [QueueStatus.SPAM]: sql`c.status = 'spam'`,
  [QueueStatus.REJECTED]: sql`c.status = 'rejected'`,
  [QueueStatus.APPROVED]: sql`c.status = 'approved'`,
  [QueueStatus.FLAGGED]: sql`c.status = 'approved' and c.flag_count > 0`,
};

const sectionsBelow = sql`with recursive below as (
    select id from section where id = ${idBySlug('section', new Slot('section'))}
    union all select s.id from section s join below on s.parent_id = below.id
  ) select id from below`;

/** What a filter asks of a row `c`, by the form that it was given in. */
const CONDITIONS = {
  articleId: sql`c.article_id = ${new Slot('article')}::uuid`,
  articleSlug: sql`c.article_id = ${idBySlug('article', new Slot('article'))}`,
  section: sql`c.article_id in (select id from article where section_id in (${sectionsBelow}))`,
  phase: foundBy(sql`d.actor = ${new Slot('phase')}`),
  rule: foundBy(sql`d.rule = ${new Slot('rule')}`),
  phaseAndRule: foundBy(sql`d.actor = ${new Slot('phase')} and d.rule = ${new Slot('rule')}`),
  q: sql`(c.author_name || ' ' || c.text) ilike all (string_to_array(${new Slot('q')}, ' '))`,
} as const;

/** A phase found something that is like this. */
function foundBy(what: Sql): Sql {
  return sql`exists (select from comment_decided d
    where d.comment_id = c.id and d.source = 'phase' and d.verdict <> 'pass' and ${what})`;
}

function givenConditions({ article, section, phase, rule, q }: QueueFilter): (keyof typeof CONDITIONS)[] {
  return [
    ...(article ? [isUuid(article) ? ('articleId' as const) : ('articleSlug' as const)] : []),
    ...(section ? ['section' as const] : []),
    ...(phase && rule
      ? ['phaseAndRule' as const]
      : phase
        ? ['phase' as const]
        : rule
          ? ['rule' as const]
          : []),
    ...(q ? ['q' as const] : []),
  ];
}

/**
 * What is asked of the rows `c` of `comment`, and the values of its slots; `form` tells this condition from others.
 * @throws DomainError INVALID_PARAMETER for a value that is too long
 */
export function queueRows(filter: QueueFilter): { where: Sql; slots: Record<string, unknown>; form: string } {
  const { status, article, section, phase, rule, q } = filter;
  for (const [name, value] of Object.entries({ article, section, phase, rule, q })) {
    if (value && value.length > FILTER_LENGTH)
      throw invalidParameter(name, `${name} is longer than ${FILTER_LENGTH} characters.`);
  }
  const state = status ?? QueueStatus.PENDING;
  const given = givenConditions(filter);
  return {
    where: join([STATUSES[state], ...given.map((name) => CONDITIONS[name])], ' and '),
    slots: { article, section, phase, rule, q: q ? patternsOf(q) : null },
    form: [state, ...given].join(' '),
  };
}

/** Words as patterns of `ilike`, with spaces between. */
const patternsOf = (words: string): string =>
  words
    .trim()
    .split(/\s+/)
    .map((word) => `%${word.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`)
    .join(' ');

/** Orders of the queue, by when comments were written. */
export const queueOrder = (sort: QueueSort): Sort => ({
  name: sort,
  key: sql`c.created_at`,
  id: sql`c.id`,
  descending: sort === QueueSort.NEWEST,
  type: 'instant',
});
